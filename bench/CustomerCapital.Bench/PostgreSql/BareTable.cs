using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>A table's columns, and statements that write sets of its rows: whatever columns the engine's schema has.</summary>
internal sealed class BareTable
{
    private readonly string _name;
    private readonly List<(string Name, string ArrayType)> _columns = [];

    private BareTable(string name) => _name = name;

    private string Columns => string.Join(", ", _columns.Select(column => column.Name));

    private string Unnest => $"unnest({string.Join(", ", _columns.Select((_, at) => $"${at + 1}"))})";

    public static async Task<BareTable> OfAsync(NpgsqlConnection connection, string name)
    {
        var table = new BareTable(name);
        await using var command = new NpgsqlCommand(SqlText.Of("SelectColumns"), connection) { Parameters = { new() { Value = "bare." + name } } };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) table._columns.Add((rows.GetString(0), rows.GetString(1)));
        return table;
    }

    public int PlaceOf(string column) => _columns.FindIndex(known => known.Name == column);

    /// <summary>Reads rows by SQL that selects a text before the table's columns.</summary>
    public async Task<List<(string Group, object?[] Row)>> ReadAsync(NpgsqlConnection connection, string operation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(SqlText.Of(operation), connection);
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync();
        var places = _columns.ConvertAll(column => rows.GetOrdinal(column.Name));
        var read = new List<(string, object?[])>();
        while (await rows.ReadAsync()) read.Add((rows.GetString(0), [.. places.Select(place => rows.IsDBNull(place) ? null : rows.GetValue(place))]));
        return read;
    }

    public NpgsqlBatchCommand Insert(IReadOnlyList<object?[]> rows) =>
        Of($"INSERT INTO bare.{_name} ({Columns}) OVERRIDING SYSTEM VALUE SELECT * FROM {Unnest}", rows);

    public NpgsqlBatchCommand Update(string id, string version, IReadOnlyList<object?[]> rows) => Of(
        $"UPDATE bare.{_name} AS old SET {string.Join(", ", _columns.Where(column => column.Name != id && column.Name != "actor_key").Select(column => $"{column.Name} = new.{column.Name}"))} " +
        $"FROM {Unnest} AS new ({Columns}) WHERE old.{id} = new.{id} AND old.{version} <= new.{version}",
        rows);

    public NpgsqlBatchCommand Add(IReadOnlyList<string> key, IReadOnlyList<object?[]> rows) => Of(
        $"INSERT INTO bare.{_name} AS old ({Columns}) SELECT * FROM {Unnest} ON CONFLICT ({string.Join(", ", key)}) DO UPDATE SET " +
        string.Join(", ", _columns.Where(column => !key.Contains(column.Name)).Select(column => $"{column.Name} = old.{column.Name} + excluded.{column.Name}")),
        rows);

    /// <summary>A type that a column takes, for one of which every value is null.</summary>
    private static Type TypeOf(string arrayType) => arrayType switch
    {
        "smallint[]" => typeof(short),
        "integer[]" => typeof(int),
        "bigint[]" => typeof(long),
        "boolean[]" => typeof(bool),
        "timestamp with time zone[]" => typeof(DateTime),
        _ => typeof(string),
    };

    private NpgsqlBatchCommand Of(string sql, IReadOnlyList<object?[]> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        for (var at = 0; at < _columns.Count; at++)
        {
            var values = rows.Select(row => row[at]).ToList();
            var type = values.Find(value => value is not null)?.GetType() ?? TypeOf(_columns[at].ArrayType);
            var array = Array.CreateInstance(type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type, rows.Count);
            for (var row = 0; row < rows.Count; row++) array.SetValue(values[row], row);
            command.Parameters.Add(new NpgsqlParameter { Value = array, DataTypeName = _columns[at].ArrayType });
        }

        return command;
    }
}
