namespace OrleansMonitor.Hosting.Options;

/// <summary>Validates the key that seals tokens.</summary>
internal static class SecretsReader
{
    public static void Read(SecretsOptions secrets, ProblemList problems)
    {
        const string key = "Secrets:Key";
        secrets.Effective = Options.Secrets.Read(secrets.Key, secrets.KeyFile, key, "Secrets:KeyFile", problems);
        if (secrets.Effective is { } text && KeyStrength.Problem(text) is { } weak) problems.Add(key, weak);
    }
}
