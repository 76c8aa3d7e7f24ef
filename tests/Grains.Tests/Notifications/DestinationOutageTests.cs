using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Grains.Tests.Harness;

namespace OrleansMonitor.Grains.Tests.Notifications;

/// <summary>
/// Incidents open and end while every destination is away for half an hour and the monitor is killed, also between sending and recording:
/// nothing is lost, nothing arrives twice where an id can be recognised, nothing out of order, and nothing faster than documented.
/// </summary>
public sealed class DestinationOutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    [Fact]
    public Task A_few_incidents_arrive_in_order_and_once() => Play(incidents: 16, step: TimeSpan.FromMinutes(10));

    [Fact, Trait("Run", "OnDemand")]
    public Task Two_hundred_incidents_arrive_in_order_and_once() => Play(incidents: 200, Step);

    private static async Task Play(int incidents, TimeSpan step)
    {
        await using var monitor = await Start();
        var (destinations, quarter) = (monitor.Destinations, incidents / 4);
        destinations.AreAway = false;
        for (var one = 0; one < quarter; one++) await monitor.Open(one);
        await monitor.DrainAll();

        // A quarter was told before, half begins and ends in the outage, and a quarter lasts beyond it.
        destinations.AreAway = true;
        var steps = (int)(Outage / step);
        for (var at = 0; at < steps; at++)
        {
            await monitor.Pass(step);
            foreach (var one in Enumerable.Range(0, incidents).Where(one => one % steps == at)) await monitor.Change(one, quarter);
            if (at == steps / 3 || at == steps * 2 / 3) await monitor.Kill();
        }

        destinations.AreAway = false;
        destinations.LosesNextAnswer = true;
        var back = monitor.Now;
        monitor.Wake();
        await monitor.Until(destinations.Lost.Task);
        await monitor.Kill();
        await monitor.DrainAll();
        var drained = monitor.Now - back;
        for (var one = incidents - quarter; one < incidents; one++) await monitor.End(one);
        await monitor.DrainAll();

        foreach (var name in UnreliableDestinations.Names) Judge(name, destinations.AcceptedBy(name), monitor.Ids, quarter);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{incidents} incidents, {destinations.Attempts} attempts, all destinations drained {drained} after their return; " +
            string.Join("; ", UnreliableDestinations.Names.Select(name => Figures(name, destinations.AcceptedBy(name), back))));
    }

    private static void Judge(string name, IReadOnlyList<Accepted> accepted, IReadOnlyList<string> incidents, int quarter)
    {
        var once = accepted.DistinctBy(one => one.Id).ToList();
        (accepted.Count - once.Count).ShouldBeLessThanOrEqualTo(1, $"{name}: only the message without an answer may come twice");
        for (var one = 0; one < incidents.Count; one++)
        {
            var isWithin = one >= quarter && one < incidents.Count - quarter;
            MessageForm[] expected = isWithin ? [MessageForm.Past] : [MessageForm.Trouble, MessageForm.Recovery];
            once.Where(message => message.Incident == incidents[one]).Select(message => message.Form)
                .ShouldBe(expected, $"{name}: incident {one}");
        }

        if (UnreliableDestinations.RateOf(name) is not { } rate) return;
        foreach (var life in accepted.GroupBy(one => one.Life).Select(group => group.ToList()))
        {
            for (var first = 0; first < life.Count; first++)
            {
                var most = rate.Burst + ((life[^1].At - life[first].At) / rate.Period);
                (life.Count - first).ShouldBeLessThanOrEqualTo((int)Math.Ceiling(most), $"{name}: faster than its service takes them");
            }
        }
    }

    private static string Figures(string name, IReadOnlyList<Accepted> accepted, DateTimeOffset back)
    {
        var after = accepted.Where(one => one.At >= back).ToList();
        return $"{name} {accepted.Count} accepted, {accepted.Count - accepted.DistinctBy(one => one.Id).Count()} twice, " +
            $"{after.Count} since its return within {after[^1].At - back}";
    }

    private static async Task<OutageMonitor> Start()
    {
        var destinations = new UnreliableDestinations();
        var monitor = await MonitorHarness.Start(guests: 3, nodes: 1, options: new()
        {
            Services = all => destinations.Replace(all),
            Configure = options =>
            {
                foreach (var name in UnreliableDestinations.Names) NotifiedMonitor.Add(options.Notifications, name);
            },
        });
        destinations.Time = monitor.Time;
        await monitor.Tick();
        return new(monitor, destinations);
    }
}
