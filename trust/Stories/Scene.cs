using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>Writes the steps of one chapter.</summary>
/// <param name="plan">The expected state at its start.</param>
/// <param name="chance">Its random values.</param>
/// <param name="at">When it begins.</param>
/// <param name="collides">The probability that it uses objects reserved by another chapter.</param>
/// <param name="focus">Selects the same objects, reserved or not, for several chapters of a pile-up; null for any object.</param>
internal sealed class Scene(Plan plan, Chance chance, TimeSpan at, double collides, Chance? focus = null)
{
    private static readonly string[] People = ["root@pam", "anna@pve", "ben@pve", "admin@pve!ansible"];
    private readonly List<(TimeSpan At, string Do, JsonObject Arguments)> _steps = [];
    private readonly List<MonitorStep> _life = [];

    public Plan Plan => plan;

    public Chance Chance => chance;

    /// <summary>When it begins, from the story's start.</summary>
    public TimeSpan At => at;

    /// <summary>The acting user.</summary>
    public string Person { get; } = chance.Pick(People);

    public IReadOnlyList<(TimeSpan At, string Do, JsonObject Arguments)> Steps => _steps;

    public IReadOnlyList<MonitorStep> Life => _life;

    /// <summary>Adds a step.</summary>
    /// <param name="after">When, from the chapter's start.</param>
    /// <param name="verb">The simulator's action.</param>
    /// <param name="arguments">Its arguments.</param>
    public void Step(TimeSpan after, string verb, params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var all = new JsonObject();
        foreach (var (name, value) in arguments) all.Add(name, value);
        _steps.Add((at + after, verb, all));
    }

    /// <summary>Adds a step on a guest.</summary>
    public void Step(TimeSpan after, string verb, PlannedGuest guest) => Step(after, verb, ("guest", guest.Vmid));

    /// <summary>Adds a step by the acting user on a guest.</summary>
    public void StepByPerson(TimeSpan after, string verb, PlannedGuest guest) => Step(after, verb, ("guest", guest.Vmid), ("by", Person));

    /// <summary>Adds a step on a node.</summary>
    public void Step(TimeSpan after, string verb, PlannedNode node) => Step(after, verb, ("node", node.Name));

    /// <summary>Adds a step of the monitor.</summary>
    public void Monitor(TimeSpan after, MonitorAction what) => Monitor(after, new MonitorStep(default, what, 0));

    /// <summary>Adds a step of the monitor.</summary>
    public void Monitor(TimeSpan after, MonitorStep step) => _life.Add(step with { At = at + after });

    /// <summary>Approves the monitor's proposals after a while, in some of the cases.</summary>
    public void MayApprove(TimeSpan after)
    {
        if (plan.Level is 2 && at + after > plan.MonitorBusyUntil && chance.Of(0.4))
            Monitor(after + chance.Seconds(20, 1800), MonitorAction.ApproveAll);
    }

    /// <summary>Whether an object reserved until a time may be used now.</summary>
    public bool CanTake(TimeSpan busyUntil) => busyUntil <= at || Collides();

    /// <summary>A suitable unreserved guest, or null.</summary>
    public PlannedGuest? Guest(Func<PlannedGuest, bool> fits)
    {
        var collide = Collides();
        var fitting = plan.Guests.FindAll(guest => !guest.Template && fits(guest) && (collide || IsFree(guest)));
        if (fitting.Count == 0) return null;
        return focus is null ? chance.Pick(fitting) : fitting.MinBy(guest => (Rank(guest.Node.Name), Rank("guest", guest.Vmid)));
    }

    /// <summary>A running guest that HA does not manage.</summary>
    public PlannedGuest? RunningGuest() => Guest(guest => guest is { Runs: true, Ha: false });

    /// <summary>An unreserved node, or null.</summary>
    public PlannedNode? Node()
    {
        var collide = Collides();
        var free = plan.Nodes.Where(node => collide || node.BusyUntil <= at).ToList();
        if (free.Count == 0) return null;
        return focus is null ? chance.Pick(free) : free.MinBy(node => Rank(node.Name));
    }

    /// <summary>A different node.</summary>
    public PlannedNode OtherThan(PlannedNode node) => chance.Pick(plan.Nodes.Where(other => other != node).ToList());

    /// <summary>The guests of a node.</summary>
    public IReadOnlyList<PlannedGuest> GuestsOn(PlannedNode node) => plan.Guests.FindAll(guest => guest.Node == node && !guest.Template);

    /// <summary>Reserves a guest until a time after the start.</summary>
    public void Reserve(PlannedGuest guest, TimeSpan until) => guest.BusyUntil = Later(guest.BusyUntil, until);

    /// <summary>Reserves a node and its guests.</summary>
    public void Reserve(PlannedNode node, TimeSpan until) => node.BusyUntil = Later(node.BusyUntil, until);

    /// <summary>The later of a reservation and of a time after the start plus a pause.</summary>
    public TimeSpan Later(TimeSpan busyUntil, TimeSpan until)
    {
        var end = at + until + TimeSpan.FromSeconds(15);
        return end > busyUntil ? end : busyUntil;
    }

    private bool IsFree(PlannedGuest guest) => guest.BusyUntil <= at && guest.Node.BusyUntil <= at;

    private bool Collides() => focus is not null || chance.Of(collides);

    private double Rank(string what, int number = 0) => focus!.Split(what, number).Unit();
}
