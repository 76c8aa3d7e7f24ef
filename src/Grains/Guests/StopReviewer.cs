using OrleansMonitor.Domain.Rules;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Looks once more, now and then, into a stop that was judged without its node's tasks (<see cref="StopReview"/>).</summary>
internal sealed class StopReviewer(GuestId guest, GuestInquirer inquirer)
{
    /// <summary>When to look again; null where there is nothing to look into.</summary>
    public DateTimeOffset? LookAgainAt { get; private set; }

    /// <summary>The state with the cause of its stop, where that was found.</summary>
    public async Task<GuestState> Review(GuestState state, GuestSighting sighting)
    {
        if (!StopReview.IsDue(state, sighting))
        {
            LookAgainAt = null;
            return state;
        }

        var now = sighting.At;
        LookAgainAt ??= now + StopReview.Every;
        if (now < LookAgainAt) return state;
        LookAgainAt = now + StopReview.Every;
        return await inquirer.AskAgain(state, sighting) is { } stop ? StopReview.Explain(guest, state, sighting, stop) : state;
    }
}
