using Microsoft.Extensions.Configuration;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Incidents;
using OrleansMonitor.Domain.Settings;

namespace OrleansMonitor.Hosting.Options;

/// <summary>Reads and validates the section <c>Monitor</c>.</summary>
public static class MonitorConfiguration
{
    /// <summary>Reads the configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="runsSilo">False for commands that start no silo: they need no certificates.</param>
    /// <exception cref="ConfigurationException">The configuration has problems; the exception lists all of them.</exception>
    public static CheckedConfiguration Load(IConfiguration configuration, bool runsSilo = true)
    {
        var problems = new ProblemList();
        return Check(Bind(configuration, problems), problems, runsSilo);
    }

    /// <summary>Validates options and derives the settings.</summary>
    /// <exception cref="ConfigurationException">The configuration has problems; the exception lists all of them.</exception>
    public static CheckedConfiguration Check(MonitorOptions options) => Check(options, new(), runsSilo: true);

    private static CheckedConfiguration Check(MonitorOptions options, ProblemList problems, bool runsSilo)
    {
        var connections = ClusterReader.Read(options, problems);
        var rules = RuleReader.Read(options, problems);
        problems.Ranges(options.Incidents, "Incidents");
        var maintenance = MaintenanceReader.Read(options, problems);
        var notifications = NotificationReader.Read(options, problems);
        problems.Ranges(options.Tiers, "Tiers");
        problems.Ranges(options.Retention, "Retention");
        var autonomy = AutonomyReader.Read(options, problems);
        GuardrailReader.Check(options.Guardrails, problems);
        DatabaseReader.Read(options.Database, problems);
        var silo = SiloReader.Read(options, runsSilo, problems);
        var proxies = AuthReader.Read(options.Auth, problems);
        SecretsReader.Read(options.Secrets, problems);

        if (problems.All.Count > 0) throw new ConfigurationException(problems.All);
        return new(
            options,
            new([.. connections.Select(connection => connection.Name)], options.Tiers, rules, autonomy, options.Retention)
            {
                Incidents = options.Incidents,
                Maintenance = maintenance,
                Notifications = notifications,
                Guardrails = options.Guardrails.RecheckedAfter(options.Tiers.Critical),
            },
            connections,
            silo)
        {
            TrustedProxies = proxies,
        };
    }

    // Sections are bound one by one, so one unreadable value does not hide problems of the others.
    private static MonitorOptions Bind(IConfiguration configuration, ProblemList problems)
    {
        var section = configuration.GetSection("Monitor");
        KnownSettings.Check(section, problems);
        return new()
        {
            Clusters = [.. section.GetSection("Clusters").GetChildren().Select(child => BindSection<ClusterOptions>(child, problems))],
            Tiers = BindSection<TierSettings>(section.GetSection("Tiers"), problems),
            Rules = Rules(section, problems),
            Overrides = [.. section.GetSection("Overrides").GetChildren().Select(child => Override(child, problems))],
            Incidents = BindSection<IncidentSettings>(section.GetSection("Incidents"), problems),
            Notifications = BindSection<NotificationOptions>(section.GetSection("Notifications"), problems),
            Maintenance =
                [.. section.GetSection("Maintenance").GetChildren().Select(child => BindSection<MaintenanceOptions>(child, problems))],
            Detection = BindSection<DetectionOptions>(section.GetSection("Detection"), problems),
            Autonomy = BindSection<AutonomyRules>(section.GetSection("Autonomy"), problems),
            Guardrails = BindSection<GuardrailSettings>(section.GetSection("Guardrails"), problems),
            Retention = BindSection<RetentionSettings>(section.GetSection("Retention"), problems),
            Database = BindSection<DatabaseOptions>(section.GetSection("Database"), problems),
            Silo = BindSection<SiloOptions>(section.GetSection("Silo"), problems),
            Secrets = BindSection<SecretsOptions>(section.GetSection("Secrets"), problems),
            Auth = BindSection<AuthOptions>(section.GetSection("Auth"), problems),
        };
    }

    private static Dictionary<string, RuleOptions> Rules(IConfigurationSection section, ProblemList problems) =>
        section.GetSection("Rules").GetChildren()
            .ToDictionary(child => child.Key, child => BindSection<RuleOptions>(child, problems), StringComparer.OrdinalIgnoreCase);

    private static OverrideOptions Override(IConfigurationSection section, ProblemList problems) => new()
    {
        Cluster = section["Cluster"],
        Node = section["Node"],
        Storage = section["Storage"],
        Guest = section["Guest"],
        Tag = section["Tag"],
        Pool = section["Pool"],
        Rules = Rules(section, problems),
    };

    private static T BindSection<T>(IConfigurationSection section, ProblemList problems)
        where T : new()
    {
        try
        {
            return section.Get<T>() ?? new T();
        }
        catch (InvalidOperationException)
        {
            var children = section.GetChildren().ToLookup(child => CanBind<T>(section, child));
            foreach (var child in children[false])
                problems.Add(
                    child.Path["Monitor:".Length..], "cannot be read; check its form (durations are hh:mm:ss, numbers use a point).");
            return WithOnly(section, children[true]).Get<T>() ?? new T();
        }
    }

    private static bool CanBind<T>(IConfigurationSection section, IConfigurationSection child)
        where T : new()
    {
        try
        {
            WithOnly(section, [child]).Bind(new T());
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static IConfigurationRoot WithOnly(IConfigurationSection section, IEnumerable<IConfigurationSection> children) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(children.SelectMany(child => child.AsEnumerable())
                .Select(pair => KeyValuePair.Create(pair.Key[(section.Path.Length + 1)..], pair.Value)))
            .Build();
}
