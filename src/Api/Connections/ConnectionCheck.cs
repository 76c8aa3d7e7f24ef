using System.Security.Claims;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>Tests a connection for REST. Stores nothing; secrets that are left out are those of the added cluster of that name.</summary>
internal sealed class ConnectionCheck(
    IConnectionTrial trial, ConnectionCommands commands, LiveClusterConnections connections, TokenSeal seal, TimeProvider time)
{
    /// <summary>Tests a connection.</summary>
    /// <exception cref="StoreUnavailableException">The known secrets cannot be read.</exception>
    public async Task<CallOutcome<TrialReport>> Test(ConnectionText text, ClaimsPrincipal? user, CancellationToken cancellation)
    {
        if (user.Refusal(Permission.ManageClusters) is { } forbidden)
            return CallOutcome<TrialReport>.Refused(StatusCodes.Status403Forbidden, "forbidden", forbidden);
        var (draft, problem) = ConnectionDraft.Read(text);
        if (draft is null) return CallOutcome<TrialReport>.Bad(problem!);
        var needsKnown = draft.ReadToken.Secret is null || draft.ActToken is { Secret: null };
        var known = needsKnown ? (await commands.Registry()).Find(draft.Name) : null;
        if (seal.Problem is { } missing) return CallOutcome<TrialReport>.Refused(ConnectionRefusals.NoKey(missing));
        _ = new SealedDraft(draft, known, connections, seal).Complete("", time.GetUtcNow(), out var tested, out var lacking);
        if (tested is null) return CallOutcome<TrialReport>.Bad(lacking!);
        return CallOutcome<TrialReport>.Of(await trial.TryAsync(tested with { FindMembers = true }, user!, cancellation));
    }
}
