namespace OrleansMonitor.Trust.Stories;

/// <summary>Makes stories: the same seed, profile and length give the same story on every machine.</summary>
public static class StoryGenerator
{
    private const double RarelyCollides = 0.02;
    private const double OftenCollides = 0.15;
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Night = new TimeSpan(1, 2, 30, 0) - Story.Start.TimeOfDay;

    /// <summary>Makes a story.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="profile">The frequency of chapters.</param>
    /// <param name="length">Its length.</param>
    public static Story Generate(ulong seed, StoryProfile profile, TimeSpan length)
    {
        var chance = new Chance(seed);
        var estate = Estate.Make(chance.Split("estate"));
        var plan = new Plan(estate);
        var settings = SettingsGenerator.Make(chance.Split("settings"), plan);
        var writer = new StoryWriter(length);
        writer.Begin(plan, chance.Split("beginning"));
        foreach (var moment in Moments(chance, estate, profile, length))
        {
            var collides = profile == StoryProfile.Real ? RarelyCollides : OftenCollides;
            var scene = new Scene(plan, chance.Split(moment.Name, moment.Number), moment.At, collides, moment.Focus);
            if (moment.Rate.Write(scene)) writer.Add(moment.Name, scene);
        }

        SettingsGenerator.Announce(settings, plan.Windows);
        foreach (var step in writer.Life.Where(step => step.Monitor is not null)) SettingsGenerator.Announce(step.Monitor!, plan.Windows);
        return new()
        {
            Seed = seed,
            Profile = profile,
            Cluster = estate.Cluster,
            Endpoints = estate.Endpoints,
            Monitor = settings,
            Repairs = chance.Split("repairs").Of(0.75),
            RunFor = length,
            Steps = writer.Steps,
            Life = writer.Life,
            Groups = writer.Groups,
        };
    }

    private static IEnumerable<Moment> Moments(Chance chance, Estate estate, StoryProfile profile, TimeSpan length)
    {
        var rates = Rates.All.Where(rate => rate.In(estate, profile) > 0).ToList();
        var moments = PileUps(chance, rates, profile, length).ToList();
        foreach (var rate in rates)
            moments.AddRange(Times(chance, rate, rate.In(estate, profile),
                length).Select((at, number) => new Moment(at, rate, rate.Chapter, number)));
        for (var night = 0; Night + TimeSpan.FromDays(night) < length; night++)
            moments.Add(new(Night + TimeSpan.FromDays(night), Rates.Nightly, Rates.Nightly.Chapter, night));
        return moments.OrderBy(moment => moment.At);
    }

    // Each chapter is an independent Poisson process.
    private static IEnumerable<TimeSpan> Times(Chance chance, Rate rate, double often, TimeSpan length)
    {
        var times = chance.Split(rate.Chapter, -1);
        for (var at = times.Until(Rate.Month / often); at < length; at += times.Until(Rate.Month / often))
            if (at > Calm) yield return at;
    }

    // Faults often come together, and coincidences within seconds are where mistakes happen.
    private static IEnumerable<Moment> PileUps(Chance chance, IReadOnlyList<Rate> rates, StoryProfile profile, TimeSpan length)
    {
        var often = profile == StoryProfile.Real ? Rates.PileUps.Real : Rates.PileUps.Stress;
        foreach (var (number, at) in Times(chance, Rates.PileUps, often, length).Index())
        {
            var pile = chance.Split(Rates.PileUps.Chapter, number);
            var focus = pile.Split("focus");
            for (var (count, next) = (pile.From(2, 4), TimeSpan.Zero); count > 0; count--, next += pile.Seconds(0.2, 60))
            {
                var rate = pile.Pick(rates);
                yield return new(at + next, rate, $"{rate.Chapter} ({Rates.PileUps.Chapter})", (number * 4) + count - 1, focus);
            }
        }
    }

    private sealed record Moment(TimeSpan At, Rate Rate, string Name, int Number, Chance? Focus = null);
}
