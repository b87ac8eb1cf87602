from config.moments import milliseconds, moment


def test_a_moment_is_read_back_to_the_millisecond() -> None:
    assert milliseconds(moment(1_509_697_865_117)) == 1_509_697_865_117
    assert moment(1_509_697_865_117) == "2017-11-03T08:31:05.117Z"
