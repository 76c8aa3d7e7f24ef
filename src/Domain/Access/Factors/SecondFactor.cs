using System.Collections.Immutable;

namespace OrleansMonitor.Domain.Access.Factors;

/// <summary>The second factor of an account, as it is stored. Its text form contains no secret.</summary>
/// <param name="SealedSecret">The secret of the codes, sealed with a key outside the database and bound to the account.</param>
/// <param name="Since">When it was turned on.</param>
/// <param name="LastStep">The step of the last accepted code.</param>
/// <param name="RecoveryHashes">The hashes of the recovery codes that were not used yet.</param>
[GenerateSerializer, Immutable, Alias("second-factor")]
public sealed record SecondFactor(
    [property: Id(0)] string SealedSecret,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] long LastStep,
    [property: Id(3)] ImmutableArray<string> RecoveryHashes)
{
    /// <summary>Without a recovery code; null if it has none with that hash.</summary>
    /// <param name="hash">The hash.</param>
    public SecondFactor? Without(string hash) =>
        RecoveryHashes.Contains(hash) ? this with { RecoveryHashes = RecoveryHashes.Remove(hash) } : null;

    /// <summary>The name of the type.</summary>
    public override string ToString() => nameof(SecondFactor);
}
