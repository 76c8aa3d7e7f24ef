using MessagePack;
using MessagePack.Resolvers;
using OrleansMonitor.Api.Json;
using OrleansMonitor.Api.Views;

namespace OrleansMonitor.Api.Live;

/// <summary>The hubs and their data sources.</summary>
internal static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options => options.EnableDetailedErrors = false)
            .AddJsonProtocol(options => ApiJson.Apply(options.PayloadSerializerOptions))
            .AddMessagePackProtocol(options => options.SerializerOptions = MessagePackSerializerOptions.Standard
                .WithResolver(ContractlessStandardResolverAllowPrivate.Instance)
                .WithSecurity(MessagePackSecurity.UntrustedData));
        services.AddSingleton<EventStream>().AddHostedService(provider => provider.GetRequiredService<EventStream>());
        services.AddSingleton<ClusterViews>().AddHostedService(provider => provider.GetRequiredService<ClusterViews>());
        return services;
    }

    public static void MapLive(this IEndpointRouteBuilder routes)
    {
        routes.MapHub<EventsHub>("/hubs/events");
        routes.MapHub<ClusterHub>("/hubs/cluster");
        routes.MapHub<AutonomyHub>("/hubs/autonomy");
    }
}
