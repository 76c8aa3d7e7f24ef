using System.Diagnostics;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Hosting.Logging;

/// <summary>Describes exceptions on one line of bounded length.</summary>
public static class FailureText
{
    private const int MaxMessage = 500;
    private const int MaxCauses = 4;

    /// <summary>
    /// Type, message and the place where it was thrown, then those of its inner exceptions, at most four in all:
    /// <c>TimeoutException: No answer. at Reader.Read &lt;- SocketException: …</c>.
    /// </summary>
    public static string Of(Exception failure)
    {
        var causes = new List<string>(MaxCauses);
        for (var cause = failure; cause is not null && causes.Count < MaxCauses; cause = cause.InnerException) causes.Add(One(cause));
        return string.Join(" <- ", causes);
    }

    private static string One(Exception failure) =>
        $"{failure.GetType().Name}: {OneLine.Of(failure.Message, MaxMessage)}{(Place(failure) is { } place ? $" at {place}" : "")}";

    private static string? Place(Exception failure) =>
        new StackTrace(failure).GetFrame(0)?.GetMethod() is { } method ? $"{method.DeclaringType?.FullName}.{method.Name}" : null;
}
