using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Domain.Audit;

/// <summary>
/// The hash chains of the audit log: one per cluster, and one of rows without a cluster. Each row carries the hash of the one before, so a
/// row that was changed, removed or put in between is found. It shows accidents and careless hands; against somebody who may rewrite the
/// whole table it helps only who has kept a head's hash elsewhere.
/// </summary>
public static class AuditChain
{
    // Part of every hash: a row of another layout can never pass for one of this.
    private const byte Layout = 1;

    /// <summary>What the first row of a chain carries as the hash before it.</summary>
    public static string Genesis { get; } = new('0', 64);

    /// <summary>The name of the chain that a row belongs to: its cluster, or nothing.</summary>
    public static string NameOf(AutonomyAction action) => action.Cluster ?? "";

    /// <summary>The row as the next one of its chain.</summary>
    /// <param name="action">The row as it came.</param>
    /// <param name="head">The last row's place, 0 for none.</param>
    /// <param name="headHash">The last row's hash; <see cref="Genesis"/> for none.</param>
    public static AutonomyAction Link(AutonomyAction action, long head, string headHash)
    {
        var linked = action with { ChainSequence = head + 1, PreviousHash = headHash, Hash = null };
        return linked with { Hash = HashOf(linked) };
    }

    /// <summary>
    /// SHA-256 over every field of a row but the hash itself, each with its length before it, times in microseconds, in 64 hexadecimal
    /// digits.
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

    // The length tells null (-1) from nothing, and keeps two fields from trading characters.
    private static void Add(IncrementalHash hash, string? value)
    {
        var bytes = value is null ? null : Encoding.UTF8.GetBytes(value);
        Add(hash, bytes?.Length ?? -1L);
        if (bytes is not null) hash.AppendData(bytes);
    }
}
