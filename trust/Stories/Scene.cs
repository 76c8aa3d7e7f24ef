using System.Text.Json.Nodes;

namespace OrleansMonitor.Trust.Stories;

/// <summary>One chapter being told: what happens from a moment on, and to whom.</summary>
/// <param name="plan">What is so by then.</param>
/// <param name="chance">Its own randomness.</param>
/// <param name="at">When it begins.</param>
/// <param name="collides">How likely it takes something that another chapter is busy with.</param>
/// <param name="focus">What decides whom it happens to, busy or not, where several chapters pile up on the same; null for anybody.</param>
internal sealed class Scene(Plan plan, Chance chance, TimeSpan at, double collides, Chance? focus = null)
{
    private static readonly string[] People = ["root@pam", "anna@pve", "ben@pve", "admin@pve!ansible"];
    private readonly List<(TimeSpan At, string Do, JsonObject Arguments)> _steps = [];
    private readonly List<MonitorStep> _life = [];

    public Plan Plan => plan;

    public Chance Chance => chance;

    /// <summary>When it begins, from the story's start.</summary>
    public TimeSpan At => at;

    /// <summary>Who does it.</summary>
    public string Person { get; } = chance.Pick(People);

    public IReadOnlyList<(TimeSpan At, string Do, JsonObject Arguments)> Steps => _steps;

    public IReadOnlyList<MonitorStep> Life => _life;

    /// <summary>Something happens.</summary>
    /// <param name="after">When, from the chapter's beginning.</param>
    /// <param name="verb">The simulator's action.</param>
    /// <param name="arguments">Its arguments.</param>
    public void Step(TimeSpan after, string verb, params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var all = new JsonObject();
        foreach (var (name, value) in arguments) all.Add(name, value);
        _steps.Add((at + after, verb, all));
    }

    /// <summary>Something happens to a guest.</summary>
    public void Step(TimeSpan after, string verb, PlannedGuest guest) => Step(after, verb, ("guest", guest.Vmid));

    /// <summary>Somebody does something to a guest.</summary>
    public void Order(TimeSpan after, string verb, PlannedGuest guest) => Step(after, verb, ("guest", guest.Vmid), ("by", Person));

    /// <summary>Something happens to a node.</summary>
    public void Step(TimeSpan after, string verb, PlannedNode node) => Step(after, verb, ("node", node.Name));

    /// <summary>Something happens to the monitor.</summary>
    public void Monitor(TimeSpan after, MonitorAction what) => Monitor(after, new MonitorStep(default, what, 0));

    /// <summary>Something happens to the monitor.</summary>
    public void Monitor(TimeSpan after, MonitorStep step) => _life.Add(step with { At = at + after });

    /// <summary>Somebody looks at the monitor's proposals after a while, and approves them; not each time.</summary>
    public void MayApprove(TimeSpan after)
    {
        if (plan.Level is 2 && at + after > plan.MonitorBusyUntil && chance.Of(0.4))
            Monitor(after + chance.Seconds(20, 1800), MonitorAction.ApproveAll);
    }

    /// <summary>Whether what is busy until a moment may be taken now.</summary>
    public bool Free(TimeSpan busyUntil) => busyUntil <= at || Collides();

    /// <summary>A guest that fits and is free; null where there is none.</summary>
    public PlannedGuest? Guest(Func<PlannedGuest, bool> fits)
    {
        var collide = Collides();
        var fitting = plan.Guests.FindAll(guest => !guest.Template && fits(guest) && (collide || IsFree(guest)));
        if (fitting.Count == 0) return null;
        return focus is null ? chance.Pick(fitting) : fitting.MinBy(guest => (Rank(guest.Node.Name), Rank("guest", guest.Vmid)));
    }

    /// <summary>A running guest that HA leaves alone.</summary>
    public PlannedGuest? RunningGuest() => Guest(guest => guest is { Runs: true, Ha: false });

    /// <summary>A node that is free; null where there is none.</summary>
    public PlannedNode? Node()
    {
        var collide = Collides();
        var free = plan.Nodes.Where(node => collide || node.BusyUntil <= at).ToList();
        return free.Count == 0 ? null : focus is null ? chance.Pick(free) : free.MinBy(node => Rank(node.Name));
    }

    /// <summary>Another node than this.</summary>
    public PlannedNode OtherThan(PlannedNode node) => chance.Pick(plan.Nodes.Where(other => other != node).ToList());

    /// <summary>The guests of a node.</summary>
    public IReadOnlyList<PlannedGuest> On(PlannedNode node) => plan.Guests.FindAll(guest => guest.Node == node && !guest.Template);

    /// <summary>Takes a guest until a time after the beginning.</summary>
    public void Hold(PlannedGuest guest, TimeSpan until) => guest.BusyUntil = Later(guest.BusyUntil, until);

    /// <summary>Takes a node, and what is on it.</summary>
    public void Hold(PlannedNode node, TimeSpan until) => node.BusyUntil = Later(node.BusyUntil, until);

    /// <summary>The later one of a moment and of a time after the beginning, with some calm behind it.</summary>
    public TimeSpan Later(TimeSpan busyUntil, TimeSpan until)
    {
        var end = at + until + TimeSpan.FromSeconds(15);
        return end > busyUntil ? end : busyUntil;
    }

    private bool IsFree(PlannedGuest guest) => guest.BusyUntil <= at && guest.Node.BusyUntil <= at;

    private bool Collides() => focus is not null || chance.Of(collides);

    private double Rank(string what, int number = 0) => focus!.Split(what, number).Unit();
}
