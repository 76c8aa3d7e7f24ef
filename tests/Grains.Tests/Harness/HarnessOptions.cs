using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>What a test wants otherwise.</summary>
internal sealed record HarnessOptions
{
    /// <summary>Far away, so that tests ask for ticks themselves.</summary>
    public TierOptions Tiers { get; init; } = new() { StartupDelay = TimeSpan.FromHours(1) };

    /// <summary>Changes to the services of every silo, also after a restart.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Changes to the configuration; another one may be set before a restart.</summary>
    public Action<MonitorOptions> Configure { get; set; } = _ => { };
}
