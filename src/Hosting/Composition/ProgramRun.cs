using System.Net.Sockets;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Options;

namespace OrleansMonitor.Hosting.Composition;

/// <summary>Runs a program of the monitor to its end and turns what keeps it from starting into words on stderr and an exit code.</summary>
public static class ProgramRun
{
    /// <summary>Ended as asked.</summary>
    public const int Clean = 0;

    /// <summary>
    /// Could not start for a reason outside the configuration, such as a port in use, a database that cannot be opened or too few file
    /// descriptors.
    /// </summary>
    public const int CannotStart = 1;

    /// <summary>The configuration has problems; all are listed by their keys.</summary>
    public const int BadConfiguration = 2;

    /// <summary>Runs it; answers the exit code.</summary>
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
