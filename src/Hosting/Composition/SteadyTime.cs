using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Gives every part of the monitor the same steady time, Orleans' reminders and timers too.</summary>
internal static class SteadyTime
{
    /// <summary>
    /// Puts a <see cref="SteadyClock"/> over the registered <see cref="TimeProvider"/>, or the machine's where there is none.
    /// </summary>
    public static IServiceCollection AddSteadyClock(this IServiceCollection services)
    {
        var machine = services.LastOrDefault(
            service => service.ServiceType == typeof(TimeProvider) && !service.IsKeyedService)?.ImplementationInstance as TimeProvider;
        var clock = new SteadyClock(machine ?? TimeProvider.System);
        services.RemoveAll<TimeProvider>();
        return services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
    }

    /// <summary>Has it begin after what is on record, and its steps told.</summary>
    public static ISiloBuilder UseSteadyClock(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ClockStart>();
        silo.Services.AddHostedService<ClockWatch>();

        // Before reminders are read and any grain looks at the time.
        return silo.AddStartupTask(
            (services, cancellation) => services.GetRequiredService<ClockStart>()
                .Run(cancellation), ServiceLifecycleStage.RuntimeStorageServices);
    }
}
