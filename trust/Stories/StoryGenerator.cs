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
    /// <param name="profile">How often things happen.</param>
    /// <param name="length">How long it is.</param>
    public static Story Generate(ulong seed, StoryProfile profile, TimeSpan length)
    {
        var chance = new Chance(seed);
        var estate = Estate.Make(chance.Split("estate"));
        var plan = new Plan(estate);
        var settings = Settings.Make(chance.Split("settings"), plan);
        var writer = new StoryWriter(length);
        writer.Begin(estate, chance.Split("tags"));
        foreach (var (at, rate, number) in Moments(chance, estate, profile, length))
        {
            var scene = new Scene(plan, chance.Split(rate.Chapter, number), at, profile == StoryProfile.Real ? RarelyCollides : OftenCollides);
            if (rate.Tell(scene)) writer.Add(rate.Chapter, scene);
        }

        Settings.Announce(settings, plan.Windows);
        foreach (var step in writer.Life.Where(step => step.Monitor is not null)) Settings.Announce(step.Monitor!, plan.Windows);
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

    // Each chapter comes at random, whatever the others do: a Poisson process of its own.
    private static IEnumerable<(TimeSpan At, Rate Rate, int Number)> Moments(Chance chance, Estate estate, StoryProfile profile, TimeSpan length)
    {
        var moments = new List<(TimeSpan At, Rate Rate, int Number)>();
        foreach (var rate in Rates.All)
        {
            var often = rate.In(estate, profile);
            if (often <= 0) continue;
            var times = chance.Split(rate.Chapter, -1);
            var number = 0;
            for (var at = times.Until(Rate.Month / often); at < length; at += times.Until(Rate.Month / often))
                if (at > Calm) moments.Add((at, rate, number++));
        }

        for (var night = 0; Night + TimeSpan.FromDays(night) < length; night++) moments.Add((Night + TimeSpan.FromDays(night), Rates.Nightly, night));
        return moments.OrderBy(moment => moment.At);
    }
}
