using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Access;

/// <summary>What a cluster's tokens hold, as clients see it.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="CheckedAt">When the tokens were read; null before the first good answer.</param>
/// <param name="Tokens">Each token.</param>
/// <param name="Items">What cannot be seen or done.</param>
/// <param name="Mend">All commands that mend something, in order, each once.</param>
/// <param name="Note">What to know about them.</param>
internal sealed record AccessDto(
    string Cluster, DateTimeOffset? CheckedAt, IReadOnlyList<TokenDto> Tokens, IReadOnlyList<BlindSpotDto> Items, IReadOnlyList<string> Mend, string? Note)
{
    private const string Separation =
        "Run these in a shell of any node of the cluster. A token with privilege separation (--privsep 1) holds only what both it and its user hold, so both are granted.";

    public static AccessDto Of(ClusterName cluster, AccessReport? report) => report is null
        ? new(cluster.ToString(), null, [], [], [], "The cluster has not answered yet.")
        : new(
            cluster.ToString(), report.At,
            [.. report.Tokens.Select(token => new TokenDto(ApiJson.Word(token.Role), token.TokenId, token.Refused ? "refused" : token.Privileges is null ? "unread" : "read", token.Failure))],
            [.. report.MissingPermissions.Select(BlindSpotDto.Of)],
            [.. report.Remedy],
            report.MissingPermissions.IsEmpty ? null : Separation);
}

/// <summary>A token: what it is for, and whether its privileges could be read.</summary>
internal sealed record TokenDto(string Role, string Id, string State, string? Failure);

/// <summary>Something that cannot be seen or done.</summary>
internal sealed record BlindSpotDto(
    string Capability, string Token, string TokenId, string? Privilege, string Path, IReadOnlyList<string> Except, string Consequence,
    IReadOnlyList<string> Blinds, IReadOnlyList<string> Weakens, IReadOnlyList<string> Mend)
{
    public static BlindSpotDto Of(MissingPermission spot) => new(
        ApiJson.Word(spot.Capability), ApiJson.Word(spot.Token), spot.TokenId, spot.Privilege.Length == 0 ? null : spot.Privilege, spot.Path, spot.Except, spot.Consequence,
        [.. spot.Blinds.Select(condition => condition.ToName())], [.. spot.Weakens.Select(condition => condition.ToName())], spot.Remedy);
}
