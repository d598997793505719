using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;

namespace CustomerCapital.Grains.Wire;

/// <summary>Makes Orleans carry the engine's records. The same on silos and clients.</summary>
internal static class WireRegistration
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Where.</param>
    /// <param name="questions">Assemblies that declare questions besides the engine.</param>
    public static IServiceCollection AddWire(this IServiceCollection services, params Assembly[] questions)
    {
        var json = WireJson.Of(questions);
        services.AddSerializer(serializer => serializer.AddJsonSerializer(WireTypes.Contains, isCopyable: null, codec => codec.Configure(options => options.SerializerOptions = json)));
        services.Configure<TypeManifestOptions>(options =>
        {
            foreach (var (name, type) in WireTypes.ByName) options.WellKnownTypeAliases[name] = type;
        });
        services.AddSingleton<IGeneralizedCopier, ImmutableCopier>();
        services.AddSingleton<ITypeFilter, WireTypeFilter>();
        // Every one, because causes travel within others: one that could not be written, such as the ledger's or a driver's, would take the place of the failure that the caller understands.
        services.Configure<ExceptionSerializationOptions>(options => options.SupportedExceptionTypeFilter = static _ => true);
        return services;
    }

    /// <summary>The engine's records do not change, so that a call within a process hands them over as they are.</summary>
    private sealed class ImmutableCopier : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => WireTypes.Contains(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    /// <summary>Lets them be read: Orleans reads no type that nobody has allowed.</summary>
    private sealed class WireTypeFilter : ITypeFilter
    {
        public bool? IsTypeAllowed(Type type) => WireTypes.Contains(type) ? true : null;
    }
}
