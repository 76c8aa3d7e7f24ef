using System.Text.Json;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Remediation;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>Routes of the autonomy level, the kill switch and the scorecard.</summary>
internal static class AutonomyRoutes
{
    public static void MapAutonomy(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/autonomy", (AutonomyCommands commands) => commands.Get())
            .WithSummary("The autonomy level, of clusters too, and the kill switch");
        routes.MapGet("/autonomy/scorecard", Scorecard)
            .WithSummary("How often people did what each runbook proposed").Produces<ScorecardDto>();
        routes.MapPut("/autonomy/level", SetLevel)
            .WithSummary(
                "Set the autonomy level: {level: 0 to 4, cluster, reason}; with a cluster only that of the cluster, and null removes it")
            .Accepts<LevelRequest>().Produces<AutonomyDto>();
        routes.MapPut("/autonomy/kill-switch", SetKillSwitch)
            .WithSummary("Turn the kill switch on or off: {active, reason}; 202 if it is in force but not stored yet")
            .WithMetadata(new WorksUnstored()).Accepts<KillSwitchRequest>().Produces<AutonomyDto>()
            .Produces<AutonomyDto>(StatusCodes.Status202Accepted);
    }

    private static async Task<ScorecardDto> Scorecard(IGrainFactory grains, MonitorSettings settings) =>
        ScorecardDto.Of(Domain.Autonomy.DryRun.Scorecard.Of(
        (await Task.WhenAll(settings.Clusters.Select(cluster => grains.Remediation(cluster).ScoredCases()))).SelectMany(cases => cases)));

    private static async Task<IResult> SetLevel(JsonElement body, HttpContext context, AutonomyCommands commands)
    {
        if (!TryMember(body, "level", out var member) || !TryLevel(member, out var level))
            return Problem.Bad("level is not a whole number from 0 to 4.");
        if (!TryText(body, "cluster", out var cluster)) return Problem.Bad("cluster is not a name.");
        if (!TryText(body, "reason", out var reason)) return Problem.Bad("reason is not a text.");
        return (await commands.SetLevel(level, cluster, reason, context.User)).ToResult();
    }

    private static async Task<IResult> SetKillSwitch(JsonElement body, HttpContext context, AutonomyCommands commands)
    {
        if (!TryMember(body, "active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Problem.Bad("active is neither true nor false.");
        if (!TryText(body, "reason", out var reason)) return Problem.Bad("reason is not a text.");
        var outcome = await commands.SetKillSwitch(active.GetBoolean(), reason, context.User);
        return outcome is { Value.KillSwitch.Stored: false } ? Results.Accepted(value: outcome.Value) : outcome.ToResult();
    }

    private static bool TryLevel(JsonElement member, out int? level)
    {
        level = member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) ? number : null;
        return level is not null || member.ValueKind == JsonValueKind.Null;
    }

    private static bool TryText(JsonElement body, string name, out string? text)
    {
        text = null;
        if (!TryMember(body, name, out var member) || member.ValueKind == JsonValueKind.Null) return true;
        if (member.ValueKind != JsonValueKind.String) return false;
        text = member.GetString();
        return true;
    }

    private static bool TryMember(JsonElement body, string name, out JsonElement member)
    {
        member = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out member);
    }
}
