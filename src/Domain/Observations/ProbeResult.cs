using System.Diagnostics.CodeAnalysis;

namespace OrleansMonitor.Domain.Observations;

/// <summary>The result of a read of Proxmox: a value, or a failure with its meaning.</summary>
/// <typeparam name="T">The value of a success.</typeparam>
public sealed class ProbeResult<T>
{
    private ProbeResult(T? value, ProbeFailure? failure, string? endpoint, TimeSpan duration) =>
        (Value, Failure, Endpoint, Duration) = (value, failure, endpoint, duration);

    /// <summary>The value; only for a success.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null for a success.</summary>
    public ProbeFailure? Failure { get; }

    /// <summary>The endpoint that answered last, without credentials; null if none was reached.</summary>
    public string? Endpoint { get; }

    /// <summary>Duration including retries on other endpoints.</summary>
    public TimeSpan Duration { get; }

    /// <summary>True if there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Succeeded => Failure is null;

    /// <summary>A successful read.</summary>
    public static ProbeResult<T> Success(T value, string endpoint, TimeSpan duration) => new(value, null, endpoint, duration);

    /// <summary>A failed read.</summary>
    public static ProbeResult<T> Failed(ProbeFailure failure, string? endpoint, TimeSpan duration) =>
        new(default, failure, endpoint, duration);
}
