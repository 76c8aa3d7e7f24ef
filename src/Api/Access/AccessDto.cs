using OrleansMonitor.Api.Json;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Rules.Conditions;

namespace OrleansMonitor.Api.Access;

/// <summary>The privileges of a cluster's tokens.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="CheckedAt">When the tokens were read; null before the first successful read.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="Items">The missing permissions.</param>
/// <param name="Mend">All commands that fix something, in order, each once.</param>
/// <param name="Note">A note on the commands.</param>
internal sealed record AccessDto(
    string Cluster, DateTimeOffset? CheckedAt, IReadOnlyList<TokenDto> Tokens, IReadOnlyList<BlindSpotDto> Items,
    IReadOnlyList<string> Mend, string? Note)
{
    private const string PrivilegeSeparation =
        "Run these in a shell of any node of the cluster. A token with privilege separation (--privsep 1) holds only what both it and its "
            + "user hold, so both are granted.";

    public static AccessDto Of(ClusterName cluster, AccessReport? report)
    {
        if (report is null) return new(cluster.ToString(), null, [], [], [], "The cluster has not answered yet.");
        return new(
            cluster.ToString(), report.At, [.. report.Tokens.Select(TokenDto.Of)],
            [.. report.MissingPermissions.Select(BlindSpotDto.Of)], [.. report.Remedy],
            report.MissingPermissions.IsEmpty ? null : PrivilegeSeparation);
    }
}

/// <summary>A token: its role, and whether its privileges could be read.</summary>
internal sealed record TokenDto(string Role, string Id, string State, string? Failure)
{
    public static TokenDto Of(TokenAccess token) => new(ApiJson.Word(token.Role), token.TokenId, StateOf(token), token.Failure);

    private static string StateOf(TokenAccess token)
    {
        if (token.Refused) return "refused";
        return token.Privileges is null ? "unread" : "read";
    }
}

/// <summary>A missing permission: what cannot be seen or done without it.</summary>
internal sealed record BlindSpotDto(
    string Capability, string Token, string TokenId, string? Privilege, string Path, IReadOnlyList<string> Except, string Consequence,
    IReadOnlyList<string> Blinds, IReadOnlyList<string> Weakens, IReadOnlyList<string> Mend)
{
    public static BlindSpotDto Of(MissingPermission missing) => new(
        ApiJson.Word(missing.Capability), ApiJson.Word(missing.Token), missing.TokenId,
        missing.Privilege.Length == 0 ? null : missing.Privilege, missing.Path, missing.Except, missing.Consequence,
        [.. missing.Disables.Select(condition => condition.ToName())], [.. missing.Weakens.Select(condition => condition.ToName())],
        missing.Remedy);
}
