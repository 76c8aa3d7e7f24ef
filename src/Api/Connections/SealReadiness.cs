using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Grains.People;
using OrleansMonitor.Grains.Registry;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>Whether a secret can be sealed without making a new key while others are sealed with one that is missing.</summary>
internal sealed class SealReadiness(IGrainFactory grains, TokenSeal seal, TimeProvider time)
{
    /// <summary>Why nothing can be sealed, with what to do, as sentences; null if it can.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read what is sealed.</exception>
    public async Task<string?> Problem()
    {
        if (seal.Problem is { } problem) return problem;
        if (!seal.IsKeyMissing) return null;
        var registry = await LimitedCall.Make(time, () => grains.ClusterRegistry().Get(null), "The added clusters cannot be read.");
        var accounts = await LimitedCall.Make(time, () => grains.Accounts().Get(), "Accounts cannot be read.");
        return registry!.Clusters.IsEmpty && accounts.ById.Values.All(account => account.Factor is null)
            ? null
            : "The file with the key that sealed the tokens of the added clusters and the second factors is missing. Restore it, or remove "
                + "those clusters and reset those second factors first.";
    }
}
