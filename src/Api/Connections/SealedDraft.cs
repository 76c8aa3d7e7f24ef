using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Privileges;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Connections;
using OrleansMonitor.Proxmox.Connections;

namespace OrleansMonitor.Api.Connections;

/// <summary>Completes what a person wrote with the secrets that are known, and seals it.</summary>
/// <param name="draft">What the person wrote.</param>
/// <param name="known">The connection that it replaces; null for a new one.</param>
/// <param name="connections">Opens the known secrets.</param>
/// <param name="seal">Seals secrets.</param>
internal sealed class SealedDraft(ConnectionDraft draft, RegisteredCluster? known, LiveClusterConnections connections, TokenSeal seal)
{
    /// <summary>The connection to store.</summary>
    /// <param name="actor">Who adds it, if it is new.</param>
    /// <param name="now">The time now.</param>
    /// <param name="tested">The connection to test; null if a secret is missing.</param>
    /// <param name="missing">Which secret is missing, as a sentence; null if none is.</param>
    /// <returns>Null if a secret is missing.</returns>
    public RegisteredCluster? Complete(string actor, DateTimeOffset now, out TrialConnection? tested, out string? missing)
    {
        (tested, missing) = (null, null);
        var plain = new RegisteredCluster
        {
            Name = draft.Name,
            Endpoints = [.. draft.Endpoints.Select(endpoint => endpoint.ToString())],
            Fingerprints = draft.Fingerprints,
            TokenId = draft.ReadToken.Id,
            SealedToken = "",
            ActTokenId = draft.ActToken?.Id,
            AddedBy = known?.AddedBy ?? actor,
            AddedAt = known?.AddedAt ?? now,
            Revision = known?.Revision ?? 0,
        };
        var before = known is null ? null : connections.Open(known);
        var read = Secret(plain, TokenRole.Read, draft.ReadToken, before, before?.TokenSecret);
        if (read is null)
        {
            missing = Missing("tokenSecret");
            return null;
        }

        var act = draft.ActToken is { } token ? Secret(plain, TokenRole.Act, token, before, before?.ActTokenSecret) : null;
        if (draft.ActToken is not null && act is null)
        {
            missing = Missing("actTokenSecret");
            return null;
        }

        tested = new(draft.Endpoints[0], plain.TokenId, read, draft.Fingerprints.IsEmpty ? null : string.Join(',', draft.Fingerprints))
        {
            MoreEndpoints = [.. draft.Endpoints.Skip(1)],
            ActTokenId = plain.ActTokenId,
            ActTokenSecret = act,
        };
        return plain with
        {
            SealedToken = Sealed(plain, TokenRole.Read, read, draft.ReadToken, known?.SealedToken),
            SealedActToken = act is null ? null : Sealed(plain, TokenRole.Act, act, draft.ActToken!, known?.SealedActToken),
        };
    }

    // The given one, or the known one if it is sent to the same places as before.
    private string? Secret(RegisteredCluster plain, TokenRole role, TokenText token, ClusterConnection? before, string? stored)
    {
        if (token.Secret is not null) return token.Secret;
        return known is not null && before is { Fault: null } && !string.IsNullOrEmpty(stored) && IsSameBinding(plain, role)
            ? stored : null;
    }

    // A kept secret keeps its seal, which shows in the audit log that it is unchanged.
    private string Sealed(RegisteredCluster plain, TokenRole role, string secret, TokenText token, string? stored) =>
        token.Secret is null && stored is not null ? stored : seal.Seal(secret, TokenBinding.Of(plain, role));

    private bool IsSameBinding(RegisteredCluster plain, TokenRole role) =>
        TokenBinding.Of(plain, role).Bytes.AsSpan().SequenceEqual(TokenBinding.Of(known!, role).Bytes);

    private static string Missing(string member) =>
        $"{member} is missing. It may be left out only if the token, the addresses and the fingerprints stay the same.";
}
