"""Names that a class register in an English town might hold; all people here are invented (pure)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Heritage:
    """A pool of names that go together. `weight` is its share of families in thousandths.

    `ethnicity` is the code of the school census that most families of the pool would give.
    """

    name: str
    weight: int
    at_home: str
    ethnicity: str
    surnames: tuple[str, ...]
    girls: tuple[str, ...]
    boys: tuple[str, ...]
    mothers: tuple[str, ...]
    fathers: tuple[str, ...]

    @property
    def speaks_english_at_home(self) -> bool:
        return self.at_home == "English"


# name, weight, language at home, ethnicity by the school census; then surnames, girls, boys, mothers,
# fathers, a line each.
POOLS = """
english 600 English WBRI
Smith Jones Taylor Brown Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green Hall Wood Jackson Clarke Harrison Turner Hill Cooper Ward Moore Clark King Baker Harris Allen Scott Young Watson Mitchell Carter Phillips Parker Bennett Cook Shaw Marshall Collins Bailey Richardson Cox Webb Rogers Gray Mason Hunt Palmer Holmes Mills Barnes Knight Lloyd Butler Russell Barker Fisher Stevens Jenkins Murray Dixon Harvey Pearson Graham Fletcher Walsh Ellis Howard Ford Saunders Payne Fox Pearce Day Brooks West Lawrence Atkinson Bradley Spencer Dawson Watts Burton Ball Rose Booth Grant Wells Sharp Hartley Goodwin Cross Lowe Gibbs Page Frost Nash Hardy Field Ingram Hobbs Leach Pope Tate Ridley Sutton Archer Bishop Cooke Dale Farrow Garner Hurst Kemp Marsh Norris Osborne Perkins Quick Rowe Sanders Thorpe Vaughan Wheeler Yates
Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella Grace Daisy Sienna Poppy Elsie Emily Ella Evelyn Phoebe Evie Charlotte Harper Millie Matilda Maya Sophie Alice Ruby Emma Isabelle Aria Maisie Esme Bonnie Molly Erin Jessica Chloe Lottie Scarlett Violet Thea Eliza Hallie Eleanor Lucy Holly Orla Robyn Nancy Imogen Beatrice Heidi Darcie Summer Amber Zoe Abigail Martha Penelope Lola Hannah Lexi Georgia Faith Tilly Lacey
Oliver George Noah Arthur Harry Leo Muhammad Jack Charlie Oscar Jacob Henry Thomas Freddie Alfie Theo William Theodore Archie Joshua Alexander James Isaac Edward Lucas Tommy Finley Max Logan Ethan Teddy Benjamin Joseph Sebastian Harrison Elijah Mason Albie Reuben Daniel Rory Louie Dylan Samuel Toby Jude Hugo Luca Ezra Ellis Riley Frankie Reggie Kian Callum Bobby Caleb Stanley Jenson Connor Adam Liam Owen Nathan Tyler Ewan Fraser Gabriel Kai Rhys
Sarah Claire Emma Laura Rebecca Gemma Rachel Kelly Victoria Katherine Lisa Joanne Nicola Samantha Amy Michelle Leanne Hayley Natalie Jennifer Danielle Stacey Zoe Lucy Helen Donna Kerry Charlotte Hannah Louise Lindsey Katie Jodie Tracey Alison
David James Mark Paul Andrew Richard Christopher Daniel Matthew Stephen Lee Craig Gareth Simon Robert Jonathan Michael Adam Ben Darren Ian Neil Scott Stuart Dean Kevin Martin Peter Carl Ryan Luke Shaun Wayne Gary Nathan
irish 40 English WIRI
Murphy Kelly O'Brien O'Connor O'Sullivan Ryan Byrne Doyle Brennan Quinn Gallagher Kennedy Nolan Flynn McCarthy O'Neill Doherty Reilly Maguire Fitzgerald
Niamh Aoife Saoirse Orla Ciara Roisin Caoimhe Erin Maeve Clodagh Sinead Bridget Nora Eimear
Sean Conor Cian Oisin Liam Patrick Finn Declan Eoin Cormac Rory Aidan Ronan Brendan
Siobhan Mairead Sinead Grainne Deirdre Bernadette Fiona Orlagh Nuala Aisling
Padraig Declan Brendan Kieran Eamonn Niall Dermot Gerard Fergal Ciaran
pakistani 60 Urdu APKN
Khan Hussain Ahmed Iqbal Mahmood Malik Akhtar Chaudhry Mirza Shah Raja Butt Qureshi Aslam Rashid Saleem
Aisha Zara Fatima Maryam Aaliyah Hafsa Zainab Noor Amina Inaya Iqra Sana Laiba Mahnoor
Muhammad Hamza Ibrahim Yusuf Amir Bilal Zayn Ayaan Haris Umar Idris Rayyan Danyal Zakariya
Shazia Nadia Samina Rubina Saima Farzana Uzma Tahira Rukhsana Bushra
Imran Asif Tariq Nadeem Shahid Khalid Arshad Zahid Faisal Kashif
bangladeshi 20 Bengali ABAN
Begum Uddin Miah Rahman Islam Chowdhury Hoque Alam Sarkar Haque
Nusrat Tasnim Safa Mehjabin Anika Raisa Samiha Jannat
Rafi Tahmid Ayaan Zubair Imtiaz Nabil Sami Rakib
Rahima Shirin Salma Nasima Momtaz Hasina
Abdul Kamal Shafiq Jamal Mizan Habib
sikh 30 Punjabi AIND
Kaur/Singh Gill Dhillon Sandhu Sidhu Bains Grewal Johal Atwal Dhaliwal Virk
Simran Jasleen Harleen Kiran Avneet Amrit Manpreet Ekam Gurleen Prabhleen
Arjun Gurpreet Harjit Jasdeep Karan Fateh Manvir Jaspreet Angad Taran
Harpreet Balwinder Rajinder Sukhjit Parminder Navdeep
Gurdeep Sukhvinder Baljit Ranjit Kulwant Mandeep
hindu 30 Gujarati AIND
Patel Shah Sharma Desai Mehta Joshi Gupta Nair Reddy Iyer Verma Chauhan Trivedi Rao
Riya Anaya Diya Priya Kavya Isha Saanvi Meera Aarohi Nisha Tara Anjali
Aarav Rohan Vihaan Dev Krish Arnav Nikhil Ishaan Kiran Yash Jay Rishi
Bhavna Hetal Kalpana Sunita Deepa Rekha Nita Varsha
Sanjay Rajesh Hitesh Nilesh Vikram Ashok Manish Dinesh
nigerian 35 Yoruba BAFR
Adeyemi Okafor Okonkwo Adebayo Balogun Eze Nwosu Ogunleye Adeleke Obi Bello Chukwu Oyelaran Uche
Temi Ifeoma Chioma Adaeze Simi Tola Amara Ngozi Folake Zainab Ebun Kemi
Tobi Chidi Emeka Femi Ayo Kelechi Tunde Obinna Segun Ikenna Dami Wale
Folasade Bukola Nkechi Ronke Adaobi Yetunde Chinwe Funmi
Babatunde Olumide Chinedu Kunle Rotimi Uchenna Gbenga Ifeanyi
ghanaian 15 Twi BAFR
Mensah Owusu Boateng Asante Osei Appiah Agyeman Ofori Addo Amoah
Abena Akosua Ama Efua Adwoa Esi Nana Serwa
Kwame Kofi Kwesi Yaw Kojo Kwabena Nii Ebo
Grace Comfort Mercy Patience Gifty Abigail
Emmanuel Samuel Ebenezer Isaac Frank Joseph
somali 20 Somali BAFR
Farah Abdi Mohamed Warsame Hassan Jama Ismail Yusuf Osman Duale
Ikram Hodan Ayan Sagal Amal Fartun Nasra Deeqa
Abdirahman Liban Khalid Ayub Mahad Guled Zakaria Bilal
Hibo Ifrah Sahra Faduma Khadra Asha
Abdullahi Ahmed Mohamud Hussein Ali Said
caribbean 25 English BCRB
Campbell Grant Francis Lewis Brown Henry Joseph Morgan Reid Clarke Gordon Facey Bryan Dacosta
Aaliyah Tianna Shanice Naomi Jada Kiara Destiny Renee Imani Amaya
Jayden Malachi Tyrese Kymani Micah Josiah Isaiah Andre Jerome Tyrell
Marcia Yvonne Sharon Natasha Simone Janelle Tanya Michelle
Marlon Leroy Andre Courtney Dwayne Trevor Curtis Glenroy
polish 40 Polish WOTH
Kowalska/Kowalski Nowak Wiśniewska/Wiśniewski Dąbrowska/Dąbrowski Lewandowska/Lewandowski Wójcik Kamińska/Kamiński Zielińska/Zieliński Szymańska/Szymański Woźniak Mazur Krawczyk Łukasiewicz Piotrowska/Piotrowski
Maja Zuzanna Lena Hanna Zofia Julia Oliwia Amelia Nadia Wiktoria Kinga Pola
Jakub Antoni Szymon Filip Kacper Mikołaj Wojciech Michał Bartosz Oskar Igor Tymon
Agnieszka Katarzyna Małgorzata Joanna Monika Ewa Beata Magdalena
Piotr Krzysztof Tomasz Marcin Paweł Grzegorz Łukasz Rafał
romanian 20 Romanian WOTH
Popescu Ionescu Popa Dumitru Stan Marin Constantin Munteanu Radu Stoica Ciobanu Ștefănescu
Andreea Ioana Maria Daria Bianca Alexia Sofia Teodora
Andrei Mihai Luca David Matei Ștefan Vlad Rareș
Elena Cristina Mihaela Gabriela Ana Simona
Florin Adrian Cristian Marius Ionuț Daniel
chinese 15 Cantonese CHNE
Chan Wong Li Zhang Chen Cheung Lau Ng Lin Ho
Mei Jia Yan Hiu Sum Xin Hoi Lok
Jun Ming Wei Ho Tsz Chun Yu Hin
Ling Fang Hong Ying Wai Xiu
Kwok Wing Jian Hao Kai Feng
vietnamese 10 Vietnamese AOTH
Nguyen Tran Le Pham Hoang Vu Dang Bui
Linh Mai Anh Thao Lan Hoa My Trang
Minh Duc Huy Nam Long Khang Bao Tuan
Huong Thuy Phuong Nga Yen Hanh
Hung Dung Thanh Quang Son Hai
arabic 20 Arabic OOTH
Hassan Ali Mahmoud Ibrahim Saleh Haddad Khalil Mansour Najjar Aziz Darwish Sayegh
Layla Yasmin Nour Salma Rania Dana Lina Hala
Omar Karim Youssef Ziad Tariq Sami Faris Hadi
Rasha Amal Hanan Samira Dalia Mona
Khaled Bassam Nabil Walid Fadi Hisham
ukrainian 10 Ukrainian WOTH
Kovalenko Shevchenko Bondarenko Tkachenko Kravchenko Oliynyk Moroz Lysenko
Sofiia Daryna Polina Zlata Kira Oksana Yana Mariia
Maksym Artem Danylo Nazar Bohdan Tymofii Mark Ivan
Olena Iryna Nataliia Tetiana Svitlana Yuliia
Andrii Oleh Serhii Taras Dmytro Yurii
southern_african 10 English BAFR
Mbeki Moyo Ndlovu Dube Sibanda Khumalo Chikwava Mutasa Nkosi Dlamini
Thandi Nomsa Rudo Lindiwe Tariro Zanele Ruvimbo Chipo
Tawanda Sipho Themba Kudzai Farai Tendai Mandla Thabo
Nyasha Precious Sibongile Memory Thandiwe Blessing
Tafadzwa Bongani Simba Lungile Tinashe Musa
""".strip().splitlines()  # noqa: E501

MUSLIM = frozenset({"pakistani", "bangladeshi", "somali", "arabic"})
ORTHODOX = frozenset({"romanian", "ukrainian"})


def _read_pool(lines: list[str]) -> Heritage:
    name, weight, at_home, ethnicity = lines[0].split()
    surnames, girls, boys, mothers, fathers = (tuple(line.split()) for line in lines[1:])
    return Heritage(name, int(weight), at_home, ethnicity, surnames, girls, boys, mothers, fathers)


HERITAGES = tuple(_read_pool(POOLS[start : start + 6]) for start in range(0, len(POOLS), 6))
BY_NAME = {heritage.name: heritage for heritage in HERITAGES}


def pick_heritage(rng: Random) -> Heritage:
    """A pool, by its share of families."""
    return rng.choices(HERITAGES, weights=[heritage.weight for heritage in HERITAGES])[0]


def surname_for(surname: str, sex: str) -> str:
    """The form of a family's name that a person of that sex bears ("Dąbrowska/Dąbrowski", "Kaur")."""
    hers, _, his = surname.partition("/")
    return hers if sex == "F" or not his else his


def name_child(rng: Random, heritage: Heritage, sex: str, taken: Collection[str] = ()) -> str:
    """A forename that no brother or sister has."""
    pool = heritage.girls if sex == "F" else heritage.boys
    return rng.choice([name for name in pool if name not in taken] or pool)


def name_adult(rng: Random, heritage: Heritage, sex: str) -> str:
    """A forename of the parents' generation."""
    return rng.choice(heritage.mothers if sex == "F" else heritage.fathers)
