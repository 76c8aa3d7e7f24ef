using System.Diagnostics;
using System.Net.Security;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Composition;
using OrleansMonitor.Hosting.Options;
using OrleansMonitor.Proxmox.Connections;
using OrleansMonitor.Simulator;
using OrleansMonitor.Trust.Time;

ThreadPool.GetMaxThreads(out var most, out var io);
Console.WriteLine($"threads {most} {io}, processors {Environment.ProcessorCount}");
await Task.Yield();
var time = new VirtualTime(new DateTimeOffset(2026, 11, 24, 6, 0, 0, TimeSpan.Zero));
var proxmox = SimulatedProxmox.InMemory(new() { ClusterName = "lab", Guests = 40, Nodes = 3 }, time);
var folder = Directory.CreateTempSubdirectory("trust").FullName;
if (Directory.Exists("/dev/shm")) { folder = $"/dev/shm/trust{Environment.ProcessId}"; Directory.CreateDirectory(folder); }
var options = new MonitorOptions
{
    Clusters = { new() { Name = "lab", Endpoints = [.. proxmox.Endpoints.Select(e => e.ToString())], TokenId = proxmox.ReadTokenId, TokenSecret = proxmox.ReadTokenSecret,
        ActTokenId = proxmox.ActTokenId, ActTokenSecret = proxmox.ActTokenSecret, Tls = new() { Fingerprint = proxmox.Fingerprint } } },
    Database = new() { ConnectionString = $"Data Source={folder}/monitor.db" },
};
var configuration = MonitorConfiguration.Check(options);
var builder = new InProcessTestClusterBuilder(1);
builder.Options.ServiceId = "monitor";
builder.Options.InitializeClientOnDeploy = false;
builder.ConfigureSilo((_, silo) =>
{
    silo.Services.AddSingleton<TimeProvider>(time);
    silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
    silo.Services.AddKeyedSingleton<TimeProvider>(Orleans.Reminders.ReminderTimeProviderNames.Reminders, new Late(time));
    silo.Services.AddSingleton<IProxmoxTransport>(new Transport(proxmox));
    silo.Services.AddMonitorServices(configuration);
    silo.ConfigureMonitor(configuration.Settings);
    silo.UseWatchdog();
});
var silos = builder.Build();
Console.WriteLine("deploying");
await silos.DeployAsync();
Console.WriteLine("deployed");
proxmox.Cluster.Play(SimulatorScript.Parse("""[{"at":"00:10:00","do":"kill","guest":100,"crash":true}]"""));
var end = time.GetUtcNow() + TimeSpan.FromHours(args.Length > 0 ? double.Parse(args[0]) : 1);
for (var hour = 0; time.GetUtcNow() < end; hour++)
{
    var until = time.GetUtcNow() + TimeSpan.FromHours(1);
    var (cpu, wall, wakes, requests) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew(), time.Wakes, proxmox.Requests.Total);
    do await Rest.Reached; while (time.Advance(until));
    var used = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
    Console.WriteLine($"hour {hour}: {used:f2} CPU-s, {wall.Elapsed.TotalSeconds:f2} s, {3600 / used:f0} x per core, {time.Wakes - wakes} wakes, {proxmox.Requests.Total - requests} requests");
}
foreach (var e in await silos.Silos[0].ServiceProvider.GetRequiredService<IEventStore>().ReadAfterAsync(0, 1000, default)) Console.WriteLine($"{e.Timestamp:HH:mm:ss.fff} {e.Title}");
Environment.Exit(0);

internal sealed class Transport(SimulatedProxmox proxmox) : IProxmoxTransport
{
    public HttpMessageHandler Pooled(SslClientAuthenticationOptions tls, TimeSpan? connect, TimeSpan lifetime) => proxmox.Handler(tls);
    public HttpMessageHandler Single(SslClientAuthenticationOptions tls, TimeSpan connect, Action connected) => proxmox.Handler(tls, connected);
}

internal sealed class Late(TimeProvider time) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();
    public override long GetTimestamp() => time.GetTimestamp();
    public override long TimestampFrequency => time.TimestampFrequency;
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime + TimeSpan.FromMilliseconds(1) : dueTime, period);
}
