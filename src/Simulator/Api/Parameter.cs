using System.Globalization;

namespace OrleansMonitor.Simulator.Api;

/// <summary>A declared parameter, and the message that Proxmox gives for an invalid value.</summary>
internal sealed record Parameter(string Name, Func<string, string?> Check, bool Optional = true)
{
    private const string NotInSchema = "property is not defined in schema and the schema does not allow additional properties";
    private const string Missing = "property is missing and it is not optional";

    public static Parameter Text(string name, bool optional = true) => new(name, _ => null, optional);

    public static Parameter Flag(string name) =>
        new(name, value => value is "0" or "1" or "true" or "false" or "yes" or "no" or "on" or "off"
            ? null
            : $"type check ('boolean') failed - got '{value}'");

    public static Parameter Integer(string name, long minimum = 0) => new(name, value =>
    {
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return $"type check ('integer') failed - got '{value}'";
        return number < minimum ? $"value must have a minimum value of {minimum}" : null;
    });

    public static Parameter Choice(string name, params string[] values) =>
        new(name, value => values.Contains(value, StringComparer.Ordinal)
            ? null
            : $"value '{value}' does not have a value in the enumeration '{string.Join(", ", values)}'");

    public static void Verify(IReadOnlyList<Parameter> declared, IReadOnlyDictionary<string, string> given)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            var parameter = declared.FirstOrDefault(parameter => parameter.Name == name);
            if ((parameter is null ? NotInSchema : parameter.Check(value)) is { } problem) errors[name] = problem;
        }

        foreach (var parameter in declared.Where(parameter => !parameter.Optional && !given.ContainsKey(parameter.Name)))
            errors[parameter.Name] = Missing;
        if (errors.Count > 0) throw ApiException.BadParameters(errors);
    }
}
