namespace OrleansMonitor.Hosting.Options;

/// <summary>Rejects secrets that somebody could guess without trying for long.</summary>
internal static class KeyStrength
{
    private const int MinLength = 16;
    private const int MinDistinct = 8;

    /// <summary>Why an admin key is too weak, with the remedy; null if it is not.</summary>
    public static string? Problem(string key)
    {
        if (key.Length < MinLength) return $"is shorter than {MinLength} characters. {Remedy}";
        return key.Distinct().Count() < MinDistinct ? $"has fewer than {MinDistinct} different characters. {Remedy}" : null;
    }

    private static string Remedy => "Make one with: openssl rand -base64 32";
}
