using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>A rule taken out of the monitor.</summary>
internal sealed class Mutation(string name, Func<MonitorSettings, MonitorSettings> settings, Action<IServiceCollection> services)
{
    /// <summary>Every rule in force.</summary>
    public static Mutation None { get; } = new("none", settings => settings, _ => { });

    public string Name { get; } = name;

    public MonitorSettings Of(MonitorSettings whole) => settings(whole);

    public void Decorate(IServiceCollection whole) => services(whole);
}
