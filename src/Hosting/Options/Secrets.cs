using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Reads secrets from a text or a file.</summary>
internal static class Secrets
{
    /// <summary>
    /// The trimmed secret. Null if neither is set, if it is a placeholder or if the file is unusable, which are reported under their key.
    /// </summary>
    public static string? Read(string? text, string? file, string textKey, string fileKey, ProblemList problems)
    {
        if (!string.IsNullOrWhiteSpace(text) && !string.IsNullOrWhiteSpace(file))
            problems.Add(fileKey, $"is given besides {textKey}; keep one.");
        if (!string.IsNullOrWhiteSpace(text)) return NoPlaceholder(text.Trim(), textKey, problems);
        if (string.IsNullOrWhiteSpace(file)) return null;
        try
        {
            var secret = File.ReadAllText(file).Trim();
            if (secret.Length > 0) return NoPlaceholder(secret, fileKey, problems);
            problems.Add(fileKey, $"names {file}, which is empty.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add(fileKey, $"names {file}, which cannot be read ({problem.GetType().Name}).");
        }

        return null;
    }

    private static string? NoPlaceholder(string secret, string key, ProblemList problems)
    {
        if (!Placeholders.Has(secret)) return secret;
        problems.Add(key, "is a placeholder; set the real one.");
        return null;
    }
}
