namespace OrleansMonitor.Domain.Rules;

/// <summary>What a storage may hold, as far as it matters whether it is full.</summary>
public static class StorageContent
{
    private static readonly string[] Fetchable = ["iso", "vztmpl", "import", "none"];

    /// <summary>Why a storage may be full without trouble; null where it may not, and where its content is not told.</summary>
    /// <param name="content">Its <c>content</c>, separated by commas.</param>
    public static string? MayBeFull(string? content)
    {
        if (content is null) return null;
        var kinds = content.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return kinds.All(kind => Fetchable.Contains(kind, StringComparer.Ordinal))
            ? "it holds only ISO images and templates: neither guests nor backups are written to it"
            : null;
    }
}
