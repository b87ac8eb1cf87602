from config.settings import Settings
from config.topics import all_topics, topic_name
from deploy.commands.topics import mended
from deploy.reading import read_so_far
from deploy.writing import writer


def test_what_is_written_is_read(kafka: str) -> None:
    settings = Settings(kafka=kafka, prefix="writing-")
    mended(settings, all_topics(settings, ()))
    topic, producer = topic_name(settings, "tagged"), writer(settings)
    producer.send(topic, b"value", b"key", [("id", b"a")], partition=0).get(30)
    producer.close()
    [record] = read_so_far(settings, [topic])
    assert (record.key, record.value, record.headers) == (b"key", b"value", {"id": b"a"})
