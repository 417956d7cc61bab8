// A key that is refused, or not there, is said; Enter in the form does what its button does, once this is read.
document.querySelectorAll("form > button[disabled][hidden]").forEach(button => { button.disabled = false; });
document.addEventListener("allauth.error", event => {
  event.preventDefault();
  const said = document.getElementById("cle-refusee");
  said.hidden = false;
  said.focus();
});
document.addEventListener("submit", event => {
  const credential = event.target.querySelector("input[name=credential]");
  if (credential && ["", "null"].includes(credential.value)) {
    event.preventDefault();
    event.target.querySelector("button[type=button]").click();
  }
});
