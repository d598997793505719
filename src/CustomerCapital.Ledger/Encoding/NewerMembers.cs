using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>Reads and writes the members of a <see cref="Kept"/> record that this version does not know.</summary>
/// <remarks>Not by an attribute on the records: elsewhere, in requests and answers, such members are an error or are left out.</remarks>
public static class NewerMembers
{
    /// <summary>Has a serializer keep them, in whatever it reads of those records; a modifier of its metadata, which must know the type <see cref="Dictionary{TKey, TValue}"/> of string and <see cref="JsonElement"/>.</summary>
    public static void Keep(JsonTypeInfo type)
    {
        if (!type.Type.IsSubclassOf(typeof(Kept))) return;
        // The name is not written.
        var members = type.CreateJsonPropertyInfo(typeof(Dictionary<string, JsonElement>), "$newer");
        members.IsExtensionData = true;
        members.Get = kept => ((Kept)kept).GetNewerMembers();
        members.Set = (kept, read) => ((Kept)kept).SetNewerMembers((Dictionary<string, JsonElement>?)read);
        type.Properties.Add(members);
    }
}
