using System.Net.Sockets;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Runs a program and turns start failures into a message on stderr and an exit code.</summary>
public static class ProgramRun
{
    /// <summary>Exit code of a regular stop.</summary>
    public const int Clean = 0;

    /// <summary>
    /// Exit code if the program cannot start for a reason other than the configuration: a port in use, a database that cannot be opened,
    /// too few file descriptors.
    /// </summary>
    public const int CannotStart = 1;

    /// <summary>Exit code if the configuration has problems; stderr lists all of them by key.</summary>
    public const int BadConfiguration = 2;

    /// <summary>Runs the program; returns the exit code.</summary>
    public static Task<int> ToEndAsync(Func<Task> run)
    {
        if (DescriptorLimit.Problem() is not { } problem) return RunAsync(run);
        Console.Error.WriteLine(problem);
        return Task.FromResult(CannotStart);
    }

    private static async Task<int> RunAsync(Func<Task> run)
    {
        try
        {
            await run();
            return Clean;
        }
        catch (ConfigurationException bad)
        {
            foreach (var problem in bad.Problems) await Console.Error.WriteLineAsync($"{problem.Key} {problem.Message}");
            return BadConfiguration;
        }
        catch (StoreUnavailableException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return CannotStart;
        }
        catch (Exception failure) when (PortInUse(failure))
        {
            await Console.Error.WriteLineAsync(
                $"{failure.Message} Is the monitor running already? Otherwise choose another port: --urls for the API, "
                    + $"--Monitor:Silo:SiloPort and GatewayPort for the silo.");
            return CannotStart;
        }
    }

    private static bool PortInUse(Exception? failure) => failure switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException many => many.InnerExceptions.Any(PortInUse),
        _ => PortInUse(failure.InnerException),
    };
}
