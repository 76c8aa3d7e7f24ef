namespace OrleansMonitor.Domain.Identity;

/// <summary>Parses a guest's tags, which Proxmox returns as one text such as <c>prod;web</c>.</summary>
public static class GuestTags
{
    private static readonly char[] Separators = [';', ',', ' '];

    /// <summary>The tags; empty for null.</summary>
    public static string[] Split(string? tags) => (tags ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the tags contain a tag. Proxmox ignores case by default (datacenter option tag-style).</summary>
    public static bool Contain(string? tags, string tag) => Split(tags).Contains(tag, StringComparer.OrdinalIgnoreCase);
}
