using System.Text;

namespace OrleansMonitor.Domain.Text;

/// <summary>External names of values: <c>StoppedByUser</c> is <c>stopped_by_user</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
