using MessagePack;
using MessagePack.Resolvers;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Live;

/// <summary>The hubs and their data sources.</summary>
internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services, int connectionsPerClient)
    {
        services.AddSignalR(options => options.EnableDetailedErrors = false)
            .AddHubOptions<EventsHub>(Filter).AddHubOptions<ClusterHub>(Filter).AddHubOptions<AutonomyHub>(Filter)
            .AddJsonProtocol(options => ApiJson.Apply(options.PayloadSerializerOptions))
            .AddMessagePackProtocol(options => options.SerializerOptions = MessagePackSerializerOptions.Standard
                .WithResolver(ContractlessStandardResolverAllowPrivate.Instance)
                .WithSecurity(MessagePackSecurity.UntrustedData));
        services.AddSingleton<LiveStreams>().AddSingleton<HubRoles>().AddSingleton<HubFailures>()
            .AddSingleton(new ConnectionLimit(connectionsPerClient));

        // It logs each failed call with its stack trace, also those that are the caller's mistake; HubFailures logs what is worth a line.
        services.PostConfigure<LoggerFilterOptions>(
            log => log.Force("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Critical));
        services.AddSingleton<EventStream>().AddHostedService(provider => provider.GetRequiredService<EventStream>());
        services.AddSingleton<ClusterViews>().AddHostedService(provider => provider.GetRequiredService<ClusterViews>());
        return services;
    }

    private static void Filter<T>(HubOptions<T> options)
        where T : Hub
    {
        options.AddFilter<HubRoles>();
        options.AddFilter<HubFailures>();
    }

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<EventsHub>("/hubs/events");
        routes.MapHub<ClusterHub>("/hubs/cluster");
        routes.MapHub<AutonomyHub>("/hubs/autonomy");
    }
}
