create table docs (j json, t text); insert into docs values (E'{\n "a" : [1.0, "\\u00e9"]\n}', E'tab\t quote" back\\slash \u2028');
