"""The measurements of `amarre bench`: whole commands in processes of their own, ratios within one run."""
