using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Audit;

/// <summary>
/// The hash chains of the audit log: one per cluster, and one for rows without a cluster. Each row carries the hash of the previous one, so
/// changed, removed or inserted rows are detected. The chain detects accidents. It detects a rewrite of the whole table only if a head's
/// hash was kept elsewhere.
/// </summary>
public static class AuditChain
{
    // Part of every hash, so rows of different layouts never have the same hash.
    private const byte Layout = 1;

    /// <summary>The previous hash of a chain's first row.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>The chain that a row belongs to: its cluster, or an empty name.</summary>
    public static string NameOf(AutonomyAction action) => action.Cluster ?? "";

    /// <summary>Appends a row to its chain.</summary>
    /// <param name="action">The row to append.</param>
    /// <param name="head">Sequence of the last row, 0 for none.</param>
    /// <param name="headHash">The last row's hash; <see cref="Genesis"/> for none.</param>
    public static AutonomyAction Link(AutonomyAction action, long head, string headHash)
    {
        var linked = action with { ChainSequence = head + 1, PreviousHash = headHash, Hash = null };
        return linked with { Hash = HashOf(linked) };
    }

    /// <summary>
    /// SHA-256, as 64 hexadecimal digits, over every field of a row except the hash itself. Each text is prefixed with its length; times
    /// are in microseconds.
    /// </summary>
    public static string HashOf(AutonomyAction action)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([Layout]);
        Add(hash, action.ChainSequence);
        Add(hash, action.PreviousHash);
        Add(hash, action.Id);
        Add(hash, Math.DivRem(action.Timestamp.UtcTicks, TimeSpan.TicksPerMicrosecond).Quotient);
        Add(hash, action.IncidentKey);
        Add(hash, action.IncidentId);
        Add(hash, action.RunbookId);
        Add(hash, action.Condition?.ToName());
        Add(hash, action.Action);
        Add(hash, action.ActionArgs);
        Add(hash, action.Result.ToString());
        Add(hash, action.ResultDetails);
        Add(hash, action.VerificationResult);
        Add(hash, (long)action.AutonomyLevel);
        Add(hash, action.Cluster);
        Add(hash, action.Node);
        Add(hash, action.AttemptNumber);
        Add(hash, action.Escalated ? 1 : 0);
        Add(hash, action.Notified ? 1 : 0);
        Add(hash, action.Actor);
        Add(hash, action.RemediationId);
        Add(hash, action.Upid);
        Add(hash, action.Verdicts);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void Add(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    // The length distinguishes null (-1) from an empty text, and keeps field boundaries unambiguous.
    private static void Add(IncrementalHash hash, string? value)
    {
        var bytes = value is null ? null : Encoding.UTF8.GetBytes(value);
        Add(hash, bytes?.Length ?? -1L);
        if (bytes is not null) hash.AppendData(bytes);
    }
}
