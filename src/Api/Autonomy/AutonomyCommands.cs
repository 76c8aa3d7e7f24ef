using System.Security.Claims;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Grains.Autonomy;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Autonomy;

/// <summary>Commands on the monitor's autonomy, shared by REST and hubs.</summary>
internal sealed class AutonomyCommands(
    IGrainFactory grains, MonitorSettings settings, UnstoredEvents unstored, StepUp stepUp, ILogger<AutonomyCommands> log)
{
    private const int MaxReason = 500;

    public async Task<AutonomyDto> Get() => AutonomyDto.Of(await grains.Autonomy().GetOrStop(log));

    public async Task<CallOutcome<AutonomyDto>> SetLevel(int? level, string? cluster, string? reason, ClaimsPrincipal? user)
    {
        if (Refuse(user, Permission.ChangeLevel) is { } forbidden) return forbidden;
        if (level is < 0 or > 4 || (level is null && cluster is null))
            return CallOutcome<AutonomyDto>.Bad("level is not a whole number from 0 to 4.");
        if (cluster is not null && settings.Clusters.All(known => known.Value != cluster))
            return CallOutcome<AutonomyDto>.Bad($"There is no cluster {cluster}.");
        if (RefuseLongReason(reason) is { } refusal) return refusal;
        if (await RefuseRaise((AutonomyLevel?)level, cluster, user) is { } stale) return CallOutcome<AutonomyDto>.Refused(stale);
        if (StorageRefusal is { } failed) return failed;
        return CallOutcome<AutonomyDto>.Of(
            AutonomyDto.Of(await grains.Autonomy().SetLevel((AutonomyLevel?)level, cluster, Normalise(reason), user.Name())));
    }

    public async Task<CallOutcome<AutonomyDto>> SetKillSwitch(bool active, string? reason, ClaimsPrincipal? user)
    {
        if (Refuse(user, active ? Permission.TurnOnKillSwitch : Permission.TurnOffKillSwitch) is { } forbidden) return forbidden;
        if (!active && await stepUp.Refuse(user) is { } stale) return CallOutcome<AutonomyDto>.Refused(stale);
        if (RefuseLongReason(reason) is { } refusal) return refusal;
        if (active && Normalise(reason) is null)
            return CallOutcome<AutonomyDto>.Bad("reason is missing; say why you turn the kill switch on.");
        if (!active && StorageRefusal is { } failed) return failed;
        return CallOutcome<AutonomyDto>.Of(AutonomyDto.Of(await grains.Autonomy().SetKillSwitch(active, Normalise(reason), user.Name())));
    }

    // While the settings cannot be read, each change counts as raising.
    private async Task<Refusal?> RefuseRaise(AutonomyLevel? level, string? cluster, ClaimsPrincipal? user) =>
        (await grains.Autonomy().GetOrStop(log)) is var now && (now == AutonomySettings.Unreadable || now.IsRaisedBy(level, cluster))
            ? await stepUp.Refuse(user) : null;

    // Refused at once, instead of waiting for a database that is known to be unavailable.
    private CallOutcome<AutonomyDto>? StorageRefusal =>
        unstored.Now is { } failed
            ? CallOutcome<AutonomyDto>.Refused(StatusCodes.Status503ServiceUnavailable, "store-unavailable", failed.Message)
            : null;

    private static CallOutcome<AutonomyDto>? Refuse(ClaimsPrincipal? user, Permission permission) =>
        user.Refusal(permission) is { } reason
            ? CallOutcome<AutonomyDto>.Refused(StatusCodes.Status403Forbidden, "forbidden", reason) : null;

    private static string? Normalise(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();

    private static CallOutcome<AutonomyDto>? RefuseLongReason(string? reason) =>
        reason?.Length > MaxReason ? CallOutcome<AutonomyDto>.Bad($"reason is longer than {MaxReason} characters.") : null;
}
