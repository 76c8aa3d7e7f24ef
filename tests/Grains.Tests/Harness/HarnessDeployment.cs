using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Simulator;
using OrleansMonitor.Trust.Time;

namespace OrleansMonitor.Grains.Tests.Harness;

/// <summary>Starts the monitor's silo as it is deployed, on the fake clock of a test.</summary>
internal static class HarnessDeployment
{
    public static async Task<InProcessTestCluster> Deploy(
        string folder, SimulatedProxmox proxmox, FakeTimeProvider time, MachineTime machine, HarnessOptions options)
    {
        var configured = new MonitorOptions
        {
            Clusters =
            {
                new()
                {
                    Name = MonitorHarness.Name.ToString(),
                    Endpoints = [.. proxmox.Endpoints.Select(endpoint => endpoint.ToString())],
                    TokenId = proxmox.ReadTokenId,
                    TokenSecret = proxmox.ReadTokenSecret,
                    ActTokenId = options is { Repairs: true, ActToken: true } ? proxmox.ActTokenId : null,
                    ActTokenSecret = options is { Repairs: true, ActToken: true } ? proxmox.ActTokenSecret : null,
                    Tls = new() { Fingerprint = proxmox.Fingerprint },
                },
            },
            Tiers = options.Tiers,
            Autonomy = new() { Level = options.Repairs ? options.Level : AutonomyLevel.Recommend },
            Database = new() { ConnectionString = $"Data Source={Path.Combine(folder, "monitor.db")}" },
        };
        options.Configure(configured);
        var configuration = MonitorConfiguration.Check(configured);

        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ServiceId = "monitor";
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<TimeProvider>(machine);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddKeyedSingleton<TimeProvider>(
                Orleans.Reminders.ReminderTimeProviderNames.Reminders,
                (provider, _) => new ReminderTime(provider.GetRequiredService<TimeProvider>()));
            silo.Services.AddMonitorServices(configuration);
            silo.Services.AddSingleton(
                configuration.Settings
                    with
                { Guardrails = options.Guardrails with { Runbooks = options.Repairs ? options.Runbooks : [] } });
            options.Services(silo.Services);
            silo.ConfigureMonitor(configuration.Settings);
            options.AfterAll(silo.Services);
        });
        var silos = builder.Build();
        await silos.DeployAsync();
        return silos;
    }
}
