using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Settings;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>What a test wants otherwise.</summary>
internal sealed record HarnessOptions
{
    /// <summary>Far away, so that tests ask for ticks themselves.</summary>
    public TierSettings Tiers { get; init; } = new() { StartupDelay = TimeSpan.FromHours(1) };

    /// <summary>Whether runbooks are in use; without, incidents only stand.</summary>
    public bool Repairs { get; init; }

    /// <summary>Whether the cluster has an act token, where runbooks are in use.</summary>
    public bool ActToken { get; init; } = true;

    /// <summary>Ids of the runbooks in use, where any is; null for all. Others may be set before a restart.</summary>
    public IReadOnlyList<string>? Runbooks { get; set; }

    /// <summary>The level in force until a test sets another.</summary>
    public AutonomyLevel Level { get; init; } = AutonomyLevel.ActAndReport;

    /// <summary>The limits of acting.</summary>
    public GuardrailSettings Guardrails { get; init; } = GuardrailSettings.Default;

    /// <summary>Changes to the services of every silo, also after a restart.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Changes to the configuration; another one may be set before a restart.</summary>
    public Action<MonitorOptions> Configure { get; set; } = _ => { };

    /// <summary>Changes to the services when all else is added.</summary>
    public Action<IServiceCollection> AfterAll { get; init; } = _ => { };
}
