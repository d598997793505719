using Orleans.Storage;
namespace CustomerCapital.Grains.Wire;
public sealed class GrainStateJson : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);
    public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
}
