using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Api.Guests;

/// <summary>The filters of a guest list; null filters nothing.</summary>
internal sealed record GuestFilter(string? Status, string? Node, string? Tag, string? Q)
{
    public bool Matches(GuestEntry entry)
    {
        var sample = entry.Sample;
        return (Status is null || Same(ApiJson.Word(sample.Status), Status))
            && (Node is null || Same(sample.Node, Node))
            && (Tag is null || GuestTags.Contain(sample.Tags, Tag))
            && (Q is null || Has(sample.Name, Q) || Has(sample.Vmid.ToString(System.Globalization.CultureInfo.InvariantCulture), Q)
                || Has(sample.Tags, Q) || Has(sample.Node, Q) || Has(sample.Pool, Q));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
