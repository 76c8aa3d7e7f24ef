using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Scenarios.Tests.Playing;

/// <summary>One silo of the monitor as it is composed for deployment, on a clock that the test moves.</summary>
internal static class SiloDeployment
{
    public static async Task<InProcessTestCluster> Start(
        CheckedConfiguration configuration, TimeProvider time, Action<IServiceCollection> add)
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton(time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(
                Orleans.Reminders.ReminderTimeProviderNames.Reminders,
                (services, _) => new ReminderTime(services.GetRequiredService<TimeProvider>()));
            silo.Services.AddMonitorServices(configuration);
            add(silo.Services);
            silo.ConfigureMonitor(configuration.Settings);
        });
        var silos = builder.Build();
        await silos.DeployAsync();
        return silos;
    }
}
