"""A file that arrived damaged says so on the page, in words, with what was done about it."""


def test_a_cut_file_is_told_with_what_to_do(render, seen, summary) -> None:
    summary["files"][1] |= {"notes": ["cut_last_row"]}
    (told,) = [table for table in seen(render()).tables if table[0][0] == "文件的毛病"]
    assert told[1:] == [
        [
            "在最后一行中间断了",
            "断开的那一行不参加比对，列入 rejected 名单；断点之后的内容没有收到，请报送方重发。",
            "下午.xlsx",
        ]
    ]
    english = seen(render(), language="en").text
    assert "It ends within its last row" in english
    assert "ask for the file again" in english


def test_a_kind_is_one_line_for_all_its_files_and_the_gravest_stands_first(render, seen, summary) -> None:
    summary["files"][0] |= {"notes": ["nul_bytes", "cut_last_row"]}
    summary["residents"] |= {"notes": ["nul_bytes"]}
    (told,) = [table for table in seen(render()).tables if table[0][0] == "文件的毛病"]
    assert [(row[0], row[2]) for row in told[1:]] == [
        ("在最后一行中间断了", "上午.csv"),
        ("夹有空字节", "上午.csv、residents.csv"),
    ]


def test_of_many_files_a_few_are_named_and_all_are_counted(render, seen, summary) -> None:
    first = summary["files"][0]
    summary["files"] = [first | {"file": f"{n}.csv", "notes": ["short_rows"]} for n in range(1, 6)]
    assert "1.csv、2.csv、3.csv 等 5 个" in seen(render()).text
    assert "1.csv, 2.csv, 3.csv and 2 more" in seen(render(), language="en").text


def test_whole_files_are_not_mentioned(render, seen, summary) -> None:
    summary["files"][0] |= {"notes": []}
    assert "文件本身的毛病" not in seen(render()).text


def test_an_unknown_note_is_shown_as_words_and_a_name_is_never_markup(render, seen, summary) -> None:
    summary["files"][0] |= {"file": "<i>.csv", "notes": ["some_new_thing"]}
    page = render()
    assert "some new thing" in seen(page).text
    assert "<i>.csv" not in page
