using Mono.Cecil;

namespace OrleansMonitor.Architecture.Tests;

/// <summary>
/// Which type of an assembly names which other type of it, read from what was compiled: base types, interfaces, members, attributes,
/// generic arguments and method bodies, state machines and lambdas included. A nested type speaks for the one that it is nested in.
/// </summary>
internal static class CompiledUses
{
    public static IReadOnlyList<Use> In(string assembly, string root)
    {
        using var resolver = new DefaultAssemblyResolver();
        foreach (var folder in Folders()) resolver.AddSearchDirectory(folder);
        using var module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { AssemblyResolver = resolver });
        return
        [
            .. (from type in module.GetTypes()
                let user = Outermost(type)
                where Under(user.Namespace, root)
                from part in Named(type).SelectMany(Parts)
                let used = Outermost(part)
                where used.Scope == module && Under(used.Namespace, root) && used.FullName != user.FullName
                select new Use(user.FullName, user.Namespace, used.FullName, used.Namespace)).Distinct(),
        ];
    }

    private static IEnumerable<string> Folders() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator).Select(file => Path.GetDirectoryName(file)!).Distinct();

    private static bool Under(string name, string place) =>
        name == place || name.StartsWith(place + ".", StringComparison.Ordinal);

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<TypeReference?> Named(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(face => face.InterfaceType),
        .. Attributes(type),
        .. Constraints(type),
        .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.Events.SelectMany(happening => Attributes(happening).Append(happening.EventType)),
        .. type.Methods.SelectMany(Named),
    ];

    private static IEnumerable<TypeReference?> Named(MethodDefinition method) =>
    [
        .. Signature(method),
        .. Attributes(method),
        .. Constraints(method),
        .. method.Parameters.SelectMany(Attributes),
        .. Body(method),
    ];

    private static IEnumerable<TypeReference?> Body(MethodDefinition method) => method.Body is not { } body ? [] :
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(instruction => Operand(instruction.Operand)),
    ];

    private static IEnumerable<TypeReference?> Operand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [.. method.GenericArguments, .. Operand(method.ElementMethod)],
        MethodReference method => [method.DeclaringType, .. Signature(method)],
        CallSite call => [call.ReturnType, .. call.Parameters.Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType);

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider generic) =>
        generic.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider bearer) =>
        from attribute in bearer.CustomAttributes
        from type in attribute.ConstructorArguments.Concat(attribute.Fields.Concat(attribute.Properties).Select(named => named.Argument))
            .SelectMany(Mentioned).Append(attribute.AttributeType)
        select type;

    private static IEnumerable<TypeReference> Mentioned(CustomAttributeArgument argument) => argument.Value switch
    {
        TypeReference type => [argument.Type, type],
        CustomAttributeArgument[] several => several.SelectMany(Mentioned),
        CustomAttributeArgument one => Mentioned(one),
        _ => [argument.Type],
    };

    /// <summary>A type and, of one that is built from others, those.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null or GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        RequiredModifierType modified => Parts(modified.ElementType).Concat(Parts(modified.ModifierType)),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };
}
