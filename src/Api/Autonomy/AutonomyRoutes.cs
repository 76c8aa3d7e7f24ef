using System.Text.Json;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Status;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Grains.Keys;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>How far the monitor may go by itself.</summary>
internal static class AutonomyRoutes
{
    private const int MaxReason = 500;

    public static void MapAutonomy(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/autonomy/level", SetLevel).WithSummary("Set the autonomy level: {level: 0 to 4}").Takes<LevelRequest>().Produces<AutonomyDto>();
        routes.MapPut("/autonomy/kill-switch", SetKillSwitch).WithSummary("Throw or release the kill switch: {active, reason}").Takes<KillSwitchRequest>().Produces<AutonomyDto>();
    }

    private static async Task<IResult> SetLevel(JsonElement body, HttpContext context, IGrainFactory grains)
    {
        if (!TryMember(body, "level", out var level) || level.ValueKind != JsonValueKind.Number || !level.TryGetInt32(out var number) || number is < 0 or > 4)
            return Problem.Bad("level is not a whole number from 0 to 4.");
        return Results.Ok(AutonomyDto.Of(await grains.Autonomy().SetLevel((AutonomyLevel)number, Actor(context))));
    }

    private static async Task<IResult> SetKillSwitch(JsonElement body, HttpContext context, IGrainFactory grains)
    {
        if (!TryMember(body, "active", out var active) || active.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Problem.Bad("active is neither true nor false.");
        var reason = TryMember(body, "reason", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()?.Trim() : null;
        if (reason?.Length > MaxReason) return Problem.Bad($"reason is longer than {MaxReason} characters.");
        if (active.GetBoolean() && string.IsNullOrEmpty(reason)) return Problem.Bad("reason is missing; say why the kill switch is thrown.");
        return Results.Ok(AutonomyDto.Of(await grains.Autonomy().SetKillSwitch(active.GetBoolean(), reason, Actor(context))));
    }

    private static bool TryMember(JsonElement body, string name, out JsonElement member)
    {
        member = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out member);
    }

    private static string Actor(HttpContext context) => context.User.Identity?.Name ?? "user";
}

/// <summary>Level and kill switch in force.</summary>
internal sealed record AutonomyDto(int AutonomyLevel, KillSwitchDto KillSwitch)
{
    public static AutonomyDto Of(AutonomySettings settings) => new((int)settings.Level, StatusRoutes.ToDto(settings.KillSwitch));
}

/// <summary>What sets the level; documents what is read with more care than a binder takes.</summary>
internal sealed record LevelRequest(int Level);

/// <summary>What throws or releases the kill switch.</summary>
internal sealed record KillSwitchRequest(bool Active, string? Reason);
