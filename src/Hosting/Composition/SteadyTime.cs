using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Registers one steady clock for all parts of the monitor, including Orleans' reminders and timers.</summary>
internal static class SteadyTime
{
    /// <summary>
    /// Wraps the registered <see cref="TimeProvider"/>, or the machine's clock if none is registered, in a <see cref="SteadyClock"/>.
    /// </summary>
    public static IServiceCollection AddSteadyClock(this IServiceCollection services)
    {
        var machine = services.LastOrDefault(
            service => service.ServiceType == typeof(TimeProvider) && !service.IsKeyedService)?.ImplementationInstance as TimeProvider;
        var clock = new SteadyClock(machine ?? TimeProvider.System);
        services.RemoveAll<TimeProvider>();
        return services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
    }

    /// <summary>Starts the clock after the newest stored record and publishes clock steps as events.</summary>
    public static ISiloBuilder UseSteadyClock(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<StartupClockCheck>();
        silo.Services.AddHostedService<ClockWatch>();

        // Before reminders are read and before any grain reads the time.
        return silo.AddStartupTask(
            (services, cancellation) => services.GetRequiredService<StartupClockCheck>().Run(cancellation),
            ServiceLifecycleStage.RuntimeStorageServices);
    }
}
