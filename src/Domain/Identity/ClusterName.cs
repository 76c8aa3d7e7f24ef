using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Domain.Identity;

/// <summary>
/// The configured name of a Proxmox cluster or standalone node: 1 to 40 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.
/// It is the first part of every id.
/// </summary>
[GenerateSerializer, Immutable, Alias("cluster-name")]
public readonly partial record struct ClusterName : IParsable<ClusterName>
{
    private ClusterName(string value) => Value = value;

    /// <summary>The name.</summary>
    [Id(0)]
    public string Value { get; private init; }

    /// <summary>Parses a name.</summary>
    /// <exception cref="FormatException">The text is not 1 to 40 of a-z, 0-9 and -.</exception>
    public static ClusterName Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var name)
            ? name
            : throw new FormatException($"'{s}' is not a cluster name: use 1 to 40 of a-z, 0-9 and '-'.");

    /// <summary>Parses a name; false if the text is not a valid name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ClusterName result)
    {
        var valid = s is not null && Pattern().IsMatch(s);
        result = valid ? new ClusterName(s!) : default;
        return valid;
    }

    /// <inheritdoc />
    public override string ToString() => Value ?? "";

    [GeneratedRegex(@"\A[a-z0-9-]{1,40}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
