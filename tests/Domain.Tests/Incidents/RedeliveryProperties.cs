using OrleansMonitor.Domain.Incidents;

namespace OrleansMonitor.Domain.Tests.Incidents;

/// <summary>
/// An entity delivers its outbox in order and keeps it until all of it arrived, so a failure or a restart delivers a stretch again
/// from its begin. However often that happens, each occurrence opens once and resolves once.
/// </summary>
public sealed class RedeliveryProperties
{
    private static readonly Gen<(int Times, bool StillOpen, int[] Sizes, int[] Failures)> Deliveries =
        Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Int[1, 5].Array[8], Gen.Int[0, 8].Array[24]);

    [Fact]
    public void Each_occurrence_opens_once_and_resolves_once_however_often_it_is_delivered() =>
        Deliveries.Sample((times, stillOpen, sizes, failures) =>
        {
            var findings = Findings(times, stillOpen);
            var store = new Dictionary<string, Incident>();
            var events = new List<string>();
            foreach (var finding in Deliver(findings, sizes, failures)) Take(store, events, finding);

            store.Count.ShouldBe(times);
            store.Values.Count(incident => incident.IsOpen).ShouldBe(stillOpen ? 1 : 0);
            store.Values.Where(incident => !incident.IsOpen)
                .ShouldAllBe(incident => incident.ResolvedAt - incident.OpenedAt == TimeSpan.FromSeconds(60));
            store.Values.ShouldAllBe(incident => incident.Timeline.Length == (incident.IsOpen ? 1 : 2));
            events.ShouldBe(findings.Select((_, i) => i % 2 == 0 ? "opened" : "resolved"));
        });

    [Fact]
    public void A_clock_that_jumps_changes_nothing_of_that() =>
        Gen.Select(Deliveries, Gen.Int[-3600, 3600].Array[8]).Sample((delivery, jumps) =>
        {
            var findings = Findings(delivery.Times, delivery.StillOpen)
                .Select((finding, i) => finding with { At = finding.At.AddSeconds(jumps[i % jumps.Length]) }).ToArray();
            var store = new Dictionary<string, Incident>();
            var events = new List<string>();
            foreach (var finding in Deliver(findings, delivery.Sizes, delivery.Failures)) Take(store, events, finding);

            store.Count.ShouldBe(delivery.Times);
            events.ShouldBe(findings.Select((_, i) => i % 2 == 0 ? "opened" : "resolved"));
        });

    [Fact]
    public void Any_mixture_of_deliveries_ends_as_one_in_order_delivery_at_its_end_would() =>
        Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Int[0, 7].Array[0, 20]).Sample((times, stillOpen, noise) =>
        {
            var findings = Findings(times, stillOpen);
            var store = new Dictionary<string, Incident>();
            foreach (var finding in findings) Take(store, [], finding);
            var expected = store.Values.Select(incident => (incident.Id, incident.State, incident.ResolvedAt)).ToList();

            foreach (var place in noise) Take(store, [], findings[place % findings.Length]);
            store.Values.Select(incident => (incident.Id, incident.State, incident.ResolvedAt)).ShouldBe(expected);
        });

    private static Finding[] Findings(int times, bool stillOpen) => stillOpen ? Happenings.Of(times)[..^1] : Happenings.Of(times);

    // Stretches of the outbox; each is tried until nothing fails, and a try that fails has delivered a part.
    private static IEnumerable<Finding> Deliver(Finding[] findings, int[] sizes, int[] failures)
    {
        var (start, tries) = (0, 0);
        for (var stretch = 0; start < findings.Length; stretch++)
        {
            var part = findings.Skip(start).Take(sizes[stretch % sizes.Length]).ToArray();
            for (var again = 0; again < 3; again++)
            {
                foreach (var finding in part.Take(failures[tries++ % failures.Length])) yield return finding;
            }

            foreach (var finding in part) yield return finding;
            start += part.Length;
        }
    }

    // As the grain does it: the newest incident of the key is compared, the result is stored under its id, and events count once by id.
    private static void Take(Dictionary<string, Incident> store, List<string> events, Finding finding)
    {
        var latest = store.Values.LastOrDefault();
        var step = Happenings.Take(latest, finding);
        if (step.Incident is not { } incident || ReferenceEquals(incident, latest)) return;
        store[incident.Id] = incident;
        events.Add(step.Change.ToString().ToLowerInvariant());
    }
}
